package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.authorization.RevocationReason;
import dev.gatehouse.db.grant.MemberRemovals;
import dev.gatehouse.db.password.PasswordRepository;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Changes people of an account, and takes them out of it. */
@Service
public final class UserChanges {

    private final MemberRepository members;
    private final MembershipRepository memberships;
    private final PersonRepository people;
    private final PasswordRepository passwords;
    private final MemberPrivileges privileges;
    private final AccountChanges changes;
    private final AccountServers accountServers;
    private final SuperAdmins superAdmins;
    private final Departures departures;
    private final MemberRemovals removals;
    private final InvitationRows invitations;
    private final AdminAudit audit;

    UserChanges(
            MemberRepository members,
            MembershipRepository memberships,
            PersonRepository people,
            PasswordRepository passwords,
            MemberPrivileges privileges,
            AccountChanges changes,
            AccountServers accountServers,
            SuperAdmins superAdmins,
            Departures departures,
            MemberRemovals removals,
            InvitationRows invitations,
            AdminAudit audit) {
        this.members = members;
        this.memberships = memberships;
        this.people = people;
        this.passwords = passwords;
        this.privileges = privileges;
        this.changes = changes;
        this.accountServers = accountServers;
        this.superAdmins = superAdmins;
        this.departures = departures;
        this.removals = removals;
        this.invitations = invitations;
        this.audit = audit;
    }

    /**
     * Changes a person. Somebody who is disabled is refused everywhere at once; enabling brings nothing back, not even the
     * session in their browser, unless that is for another account too. To enable somebody takes what it takes to give them
     * the role that they come back to.
     */
    public AccountPeople.Person change(AdminActor actor, UUID userId, UserPatch patch, @Nullable Long version) {
        UUID membershipId = find(actor, AdminAction.USER_CHANGE, userId).membershipId();
        return changes.run(
                actor,
                List.of(membershipId),
                () -> changeLocked(actor, find(actor, AdminAction.USER_CHANGE, userId), patch, version));
    }

    /**
     * Takes a person out of the account, with all that they hold in it. The person stays in other accounts. Of somebody who
     * has not joined it takes the invitation back.
     */
    public void delete(AdminActor actor, UUID userId, @Nullable Long version) {
        UUID membershipId = find(actor, AdminAction.USER_DELETE, userId).membershipId();
        Conflicts.retry(() -> changes.run(actor, List.of(membershipId), () -> {
            deleteLocked(actor, find(actor, AdminAction.USER_DELETE, userId), version);
            return userId;
        }));
    }

    private AccountPeople.Person changeLocked(
            AdminActor actor, Member member, UserPatch patch, @Nullable Long version) {
        MembershipRow row = memberships.findById(member.membershipId()).orElseThrow();
        MembershipRow wanted = patch.applyTo(row);
        String name = patch.nameOr(member.name());
        boolean renamed = !name.equals(member.name());
        boolean switched = wanted.status() != row.status();
        requireChange(actor, member, new Wanted(row, wanted, patch, renamed), version);
        if (wanted.equals(row) && !renamed) {
            return AccountPeople.Person.of(member);
        }
        if (renamed) {
            people.rename(member.userId(), name);
        }
        if (wanted.equals(row)) {
            memberships.touch(row.id());
        } else {
            memberships.save(wanted);
        }
        if (switched && wanted.status() == MembershipStatus.DISABLED) {
            passwords.endSessionsUnlessActive(member.userId());
            departures.endAll(actor, member.userId(), RevocationReason.USER_DISABLED);
        }
        audit.changed(
                actor,
                AuditAction.USER_CHANGED,
                AdminAudit.Subject.user(member.userId(), null),
                State.of(member.name(), row),
                State.of(name, wanted));
        return AccountPeople.Person.of(find(actor, AdminAction.USER_CHANGE, member.userId()));
    }

    private void requireChange(AdminActor actor, Member member, Wanted change, @Nullable Long version) {
        boolean self = member.userId().equals(actor.userId());
        boolean enables = change.switched() && change.active();
        AdminChecks.require(
                actor,
                AdminAction.USER_CHANGE,
                target(actor, member, change.active(), version)
                        .with(AdminFact.OWNER_NOT_OR_SELF, !owns(member) || (self && !change.switched()))
                        .with(AdminFact.JOINED, !change.needsJoined() || !InvitationRows.waits(member.status()))
                        .with(
                                AdminFact.PRIVILEGE_WITHIN_ACTOR,
                                !enables || privileges.mayEnable(actor, accountServers.account(actor), member))
                        .with(AdminFact.NO_OTHER_ACCOUNT, !change.renamed() || onlyHere(member))
                        .with(AdminFact.FACTOR_AVAILABLE, !change.patch().asksForFactor()));
    }

    private void deleteLocked(AdminActor actor, Member member, @Nullable Long version) {
        AdminChecks.require(
                actor,
                AdminAction.USER_DELETE,
                target(actor, member, false, version).with(AdminFact.OWNER_NOT, !owns(member)));
        departures.endAll(actor, member.userId(), RevocationReason.USER_DELETED);
        if (InvitationRows.waits(member.status())) {
            invitations.withdraw(member.membershipId(), member.userId());
        } else {
            removals.remove(member.membershipId());
        }
        audit.changed(
                actor,
                AuditAction.USER_DELETED,
                AdminAudit.Subject.user(member.userId(), null),
                AccountPeople.Person.of(member),
                null);
    }

    private AdminTarget target(AdminActor actor, Member member, boolean active, @Nullable Long version) {
        AccountRow account = accountServers.account(actor);
        return AdminTarget.of(account.id())
                .with(AdminFact.VERSION_CURRENT, AdminChecks.current(version, member.version()))
                .with(AdminFact.SUPER_ADMIN_STAYS, superAdmins.stays(account, member, active));
    }

    private static boolean owns(Member member) {
        return member.role().systemKey() == SystemRole.OWNER;
    }

    private boolean onlyHere(Member member) {
        return memberships.countJoined(member.userId()) <= 1;
    }

    private Member find(AdminActor actor, AdminAction action, UUID userId) {
        return AdminChecks.found(actor, action, members.find(actor.accountId(), userId));
    }

    private record Wanted(MembershipRow row, MembershipRow wanted, UserPatch patch, boolean renamed) {

        boolean switched() {
            return wanted.status() != row.status();
        }

        boolean active() {
            return wanted.status() == MembershipStatus.ACTIVE;
        }

        boolean needsJoined() {
            return switched() || renamed;
        }
    }

    private record State(
            String name, MembershipStatus status, boolean ssoRequired, boolean mfaRequired, boolean mayEditRetryData) {

        static State of(String name, MembershipRow row) {
            return new State(name, row.status(), row.ssoRequired(), row.mfaRequired(), row.mayEditRetryData());
        }
    }
}
