package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.RoleLookups;
import dev.gatehouse.db.account.RoleLookups.HeldRole;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.grant.ReachChanges.Affected;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * The roles of an account: what their holders may do. Everything that changes one holds the account's lock, and so does
 * everything that gives one to somebody, so that what is judged is what happens.
 */
@Service
public final class Roles {

    private static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final Set<Capability> GIVE_REACH = Set.of(Capability.MCP_CONNECT, Capability.MCP_USE_ALL_SERVERS);

    private final AccountChanges changes;
    private final AccountServers accountServers;
    private final RoleRepository roles;
    private final RoleLookups lookups;
    private final OwnershipOffers offers;
    private final AdminAudit audit;

    Roles(
            AccountChanges changes,
            AccountServers accountServers,
            RoleRepository roles,
            RoleLookups lookups,
            OwnershipOffers offers,
            AdminAudit audit) {
        this.changes = changes;
        this.accountServers = accountServers;
        this.roles = roles;
        this.lookups = lookups;
        this.offers = offers;
        this.audit = audit;
    }

    /** The roles of the account, by id. */
    public Page<RoleDetails> list(AdminActor actor, PageRequest page) {
        AdminChecks.requireAttempt(actor, AdminAction.ROLE_READ);
        UUID after = Objects.requireNonNullElse(page.after(), BEFORE_ALL);
        List<HeldRole> rows = lookups.list(actor.accountId(), after, page.readAhead());
        return Page.of(rows, page, held -> held.role().id(), RoleDetails::of);
    }

    /** One of them. */
    public RoleDetails get(AdminActor actor, UUID roleId) {
        return RoleDetails.of(find(actor, AdminAction.ROLE_READ, roleId));
    }

    /** Makes a role with any capabilities, and any level on integrations, that the actor has. */
    public RoleDetails create(AdminActor actor, RolePatch wanted) {
        AdminChecks.requireAttempt(actor, AdminAction.ROLE_CREATE);
        RoleRow row = wanted.applyTo(RoleRow.own(UUID.randomUUID(), actor.accountId(), "", null));
        return changes.run(actor, () -> insert(actor, row));
    }

    /** Makes a copy of any role, built-in ones included; it is free from then on, and never has ownership. */
    public RoleDetails duplicate(AdminActor actor, UUID roleId, @Nullable String name, @Nullable String icon) {
        String wantedName = name == null ? null : RolePatch.text("name", name);
        String wantedIcon = icon == null ? null : RolePatch.text("icon", icon);
        return changes.run(actor, () -> {
            RoleRow source = find(actor, AdminAction.ROLE_CREATE, roleId).role();
            EnumSet<Capability> capabilities = EnumSet.noneOf(Capability.class);
            capabilities.addAll(source.toRole().capabilities());
            capabilities.remove(Capability.OWNERSHIP_TRANSFER);
            RoleRow copy = RoleRow.own(
                            UUID.randomUUID(),
                            actor.accountId(),
                            wantedName == null ? copyName(source) : wantedName,
                            wantedIcon == null ? source.icon() : wantedIcon)
                    .with(capabilities, source.level());
            return insert(actor, copy);
        });
    }

    /** Changes a role. What its holders lose by it ends in the same transaction. */
    public RoleDetails change(AdminActor actor, UUID roleId, RolePatch patch, @Nullable Long version) {
        return changes.run(actor, () -> {
            HeldRole held = find(actor, AdminAction.ROLE_CHANGE, roleId);
            RoleRow row = held.role();
            RoleRow wanted = patch.applyTo(row);
            requireChange(actor, row, wanted, patch.changesPowers(row), version);
            if (wanted.equals(row)) {
                return RoleDetails.of(held);
            }
            RoleDetails changed = RoleDetails.of(save(actor, row, wanted), held.members());
            record(actor, AuditAction.ROLE_CHANGED, RoleDetails.of(held), changed);
            return changed;
        });
    }

    /** Deletes a role that nobody needs. */
    public void delete(AdminActor actor, UUID roleId, @Nullable Long version) {
        Conflicts.retry(() -> changes.run(actor, () -> {
            HeldRole held = find(actor, AdminAction.ROLE_DELETE, roleId);
            boolean unused = held.members() == 0
                    && !promised(held.role())
                    && !roleId.equals(accountServers.account(actor).defaultRoleId());
            AdminChecks.require(
                    actor,
                    AdminAction.ROLE_DELETE,
                    AdminTarget.of(actor.accountId())
                            .with(AdminFact.VERSION_CURRENT, current(version, held.role()))
                            .with(AdminFact.ROLE_OF_ACCOUNT, held.role().systemKey() == null)
                            .with(AdminFact.ROLE_UNUSED, unused));
            roles.deleteById(roleId);
            record(actor, AuditAction.ROLE_DELETED, RoleDetails.of(held), null);
            return roleId;
        }));
    }

    private RoleDetails insert(AdminActor actor, RoleRow row) {
        AccountRow account = accountServers.account(actor);
        long own = roles.countByAccountIdAndSystemKeyIsNull(account.id());
        AdminChecks.require(
                actor,
                AdminAction.ROLE_CREATE,
                AdminTarget.of(account.id())
                        .with(
                                AdminFact.PRIVILEGE_WITHIN_ACTOR,
                                Privileges.mayHandOut(
                                        actor,
                                        account,
                                        row.toRole().capabilities(),
                                        row.toRole().level()))
                        .with(AdminFact.NAME_FREE, free(account, row))
                        .with(AdminFact.ROLE_ROOM, own < account.customRoleLimit()));
        RoleDetails created = RoleDetails.of(roles.save(row), 0);
        record(actor, AuditAction.ROLE_CREATED, null, created);
        return created;
    }

    private void requireChange(
            AdminActor actor, RoleRow row, RoleRow wanted, boolean powersChange, @Nullable Long version) {
        AccountRow account = accountServers.account(actor);
        Set<Capability> added = difference(wanted, row);
        IntegrationLevel before = row.toRole().level();
        IntegrationLevel raisedTo = before.covers(wanted.level()) ? IntegrationLevel.NONE : wanted.level();
        boolean open = !row.toRole().locked() || !powersChange;
        boolean nameFree = wanted.name().equals(row.name()) || free(account, wanted);
        boolean promisedNot = !powersChange || actor.may(Capability.OWNERSHIP_TRANSFER) || !promised(row);
        AdminChecks.require(
                actor,
                AdminAction.ROLE_CHANGE,
                AdminTarget.of(account.id())
                        .with(AdminFact.VERSION_CURRENT, current(version, row))
                        .with(AdminFact.CAPABILITIES_OPEN, open)
                        .with(AdminFact.PRIVILEGE_WITHIN_ACTOR, Privileges.mayHandOut(actor, account, added, raisedTo))
                        .with(AdminFact.ROLE_PROMISED_NOT, promisedNot)
                        .with(AdminFact.NAME_FREE, nameFree));
    }

    private RoleRow save(AdminActor actor, RoleRow row, RoleRow wanted) {
        boolean takesReach = difference(row, wanted).stream().anyMatch(GIVE_REACH::contains);
        if (!takesReach) {
            return roles.save(wanted);
        }
        return changes.taking(actor, new Affected.HoldersOf(row.id()), () -> roles.save(wanted));
    }

    /** What the one has and the other has not. */
    private static Set<Capability> difference(RoleRow one, RoleRow other) {
        EnumSet<Capability> left = EnumSet.noneOf(Capability.class);
        left.addAll(one.toRole().capabilities());
        left.removeAll(other.toRole().capabilities());
        return left;
    }

    /** A free name that tells where it came from. */
    private String copyName(RoleRow source) {
        for (int n = 1; ; n++) {
            String mark = n == 1 ? " (copy)" : " (copy " + n + ")";
            String name = source.name();
            while (name.length() + mark.length() > RolePatch.MAX_TEXT) {
                name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
            }
            if (!taken(source.accountId(), name + mark)) {
                return name + mark;
            }
        }
    }

    /** Whether the role's name is no other role's, and none that would be read as a built-in one's. */
    private boolean free(AccountRow account, RoleRow role) {
        return !taken(account.id(), role.name()) && !builtInName(role);
    }

    private boolean taken(UUID accountId, String name) {
        return roles.existsByAccountIdAndName(accountId, name);
    }

    /** Whether the owner is to get this role when somebody accepts the account. */
    private boolean promised(RoleRow role) {
        return offers.open(role.accountId())
                .filter(offer -> offer.previousOwnerRoleId().equals(role.id()))
                .isPresent();
    }

    /** Whether the role would pass for a built-in one that it is not. */
    private static boolean builtInName(RoleRow role) {
        String name = folded(role.name());
        return Arrays.stream(SystemRole.values())
                .anyMatch(builtIn -> builtIn != role.systemKey()
                        && folded(builtIn.displayName()).equals(name));
    }

    /** As people read it: without regard to case, width of letters, spaces and joiners. */
    private static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .replaceAll("[\u200C\u200D]", "")
                .replaceAll("[\\s\\p{Z}]+", " ")
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static boolean current(@Nullable Long version, RoleRow row) {
        return AdminChecks.current(version, row.version());
    }

    private HeldRole find(AdminActor actor, AdminAction action, UUID roleId) {
        return AdminChecks.found(actor, action, lookups.find(actor.accountId(), roleId));
    }

    private void record(
            AdminActor actor, AuditAction action, @Nullable RoleDetails before, @Nullable RoleDetails after) {
        UUID roleId = Objects.requireNonNull(after == null ? before : after).id();
        audit.changed(actor, action, AdminAudit.Subject.role(roleId), before, after);
    }
}
