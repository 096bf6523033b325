package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.DefaultTeams;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.grant.ReachChanges.Affected;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminReason;
import dev.gatehouse.policy.admin.AdminTarget;
import dev.gatehouse.policy.reach.ReachPolicy;
import dev.gatehouse.policy.server.RevocationMode;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The settings of an account, with their consequences in the same transaction. */
@Service
public final class AccountSettings {

    private final AccountChanges changes;
    private final AccountServers accountServers;
    private final AccountRepository accounts;
    private final RoleRepository roles;
    private final DefaultTeams teams;
    private final ModeChange modeChange;
    private final AdminAudit audit;

    AccountSettings(
            AccountChanges changes,
            AccountServers accountServers,
            AccountRepository accounts,
            RoleRepository roles,
            DefaultTeams teams,
            ModeChange modeChange,
            AdminAudit audit) {
        this.changes = changes;
        this.accountServers = accountServers;
        this.accounts = accounts;
        this.roles = roles;
        this.teams = teams;
        this.modeChange = modeChange;
        this.audit = audit;
    }

    /** The settings now. */
    public Settings get(AdminActor actor) {
        AdminChecks.require(actor, AdminAction.ACCOUNT_READ, AdminTarget.of(actor.accountId()));
        return Settings.of(accountServers.account(actor));
    }

    /** Changes them. Who has no reach any more under the new policy loses their authorizations at once with it. */
    public Settings change(AdminActor actor, AccountPatch patch, @Nullable Long version) {
        AdminChecks.requireAttempt(actor, AdminAction.ACCOUNT_CHANGE);
        return changes.run(actor, () -> {
            AccountRow row = accountServers.account(actor);
            AccountRow wanted = patch.applyTo(row);
            requireTeam(row, wanted);
            AdminChecks.require(
                    actor,
                    AdminAction.ACCOUNT_CHANGE,
                    AdminTarget.of(row.id())
                            .with(AdminFact.VERSION_CURRENT, AdminChecks.current(version, row.version()))
                            .with(AdminFact.FACTOR_AVAILABLE, !patch.asksForFactor())
                            .with(
                                    AdminFact.PRIVILEGE_WITHIN_ACTOR,
                                    mayBeDefault(actor, row, wanted)
                                            && mayLift(actor, row, wanted)
                                            && mayLend(actor, row, wanted)));
            if (wanted.equals(row)) {
                return Settings.of(row);
            }
            Settings changed = Settings.of(save(actor, row, wanted));
            audit.changed(
                    actor,
                    AuditAction.ACCOUNT_CHANGED,
                    AdminAudit.Subject.account(row.id()),
                    Settings.of(row),
                    changed);
            return changed;
        });
    }

    private AccountRow save(AdminActor actor, AccountRow row, AccountRow wanted) {
        Supplier<AccountRow> write = () -> {
            AccountRow saved = accounts.save(wanted);
            if (saved.revocationMode() != row.revocationMode()) {
                modeChange.follow(saved);
            }
            return saved;
        };
        boolean takesReach =
                (row.directGrants() && !wanted.directGrants()) || (row.teamGrants() && !wanted.teamGrants());
        return takesReach ? changes.taking(actor, new Affected.Everybody(), write) : write.get();
    }

    private void requireTeam(AccountRow row, AccountRow wanted) {
        UUID team = wanted.defaultTeamId();
        if (team != null && !team.equals(row.defaultTeamId()) && !teams.has(row.id(), team)) {
            throw new AdminRefusal(AdminReason.NOT_FOUND);
        }
    }

    /** Newcomers get this role from nobody in particular, so whoever names it must be able to give it. */
    private boolean mayBeDefault(AdminActor actor, AccountRow row, AccountRow wanted) {
        UUID roleId = wanted.defaultRoleId();
        if (roleId == null || Objects.equals(roleId, row.defaultRoleId())) {
            return true;
        }
        RoleRow role =
                AdminChecks.found(actor, AdminAction.ACCOUNT_CHANGE, roles.findByIdAndAccountId(roleId, row.id()));
        return Privileges.mayAssign(actor, row, role.toRole());
    }

    /** The flag lets others hand out what they lack, so it takes somebody who lacks nothing to switch it on. */
    private static boolean mayLift(AdminActor actor, AccountRow row, AccountRow wanted) {
        return row.managePeopleMayExceedActor() || !wanted.managePeopleMayExceedActor() || Privileges.hasAll(actor);
    }

    /** The flag lends a capability to people with a level, so it takes somebody whose role has it to switch it on. */
    private static boolean mayLend(AdminActor actor, AccountRow row, AccountRow wanted) {
        return row.nonAdminInvitations()
                || !wanted.nonAdminInvitations()
                || actor.role().has(Capability.USERS_INVITE);
    }

    /** The settings of an account. */
    public record Settings(
            UUID id,
            String name,
            String licenseKind,
            ReachPolicy reachPolicy,
            RevocationMode revocationMode,
            boolean mfaForPasswordSignIn,
            boolean nonAdminInvitations,
            boolean nonAdminSupportAccess,
            boolean workspaceCreation,
            boolean managePeopleMayExceedActor,
            @Nullable UUID defaultRoleId,
            @Nullable UUID defaultTeamId,
            int customRoleLimit,
            long version) {

        private static Settings of(AccountRow row) {
            return new Settings(
                    row.id(),
                    row.name(),
                    row.licenseKind(),
                    row.reachPolicy(),
                    row.revocationMode(),
                    row.mfaForPasswordSignIn(),
                    row.nonAdminInvitations(),
                    row.nonAdminSupportAccess(),
                    row.workspaceCreation(),
                    row.managePeopleMayExceedActor(),
                    row.defaultRoleId(),
                    row.defaultTeamId(),
                    row.customRoleLimit(),
                    row.version());
        }
    }
}
