package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.grant.ReachChanges;
import dev.gatehouse.db.password.PasswordRepository;
import dev.gatehouse.db.password.PasswordRow;
import dev.gatehouse.db.password.ResetRow;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminDecision;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminPolicy;
import dev.gatehouse.policy.admin.AdminTarget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Service;

/**
 * Links with which a person sets a new password. Whoever makes one could use it, so it is for people who have no more than
 * the actor has, and who are in this account only. While the account is offered to somebody, nobody but its owner makes one
 * for them: who signs in as them could accept.
 */
@Service
public final class PasswordResets {

    private static final Duration TTL = Duration.ofHours(1);

    private final Actors actors;
    private final MemberRepository members;
    private final MembershipRepository memberships;
    private final MemberPrivileges privileges;
    private final OwnershipOffers offers;
    private final ReachChanges reachChanges;
    private final AccountLocks locks;
    private final PasswordRepository passwords;
    private final Transactions transactions;
    private final AdminAudit audit;
    private final Secrets secrets;
    private final Settings settings;
    private final Clock clock;

    PasswordResets(
            Actors actors,
            MemberRepository members,
            MembershipRepository memberships,
            MemberPrivileges privileges,
            OwnershipOffers offers,
            ReachChanges reachChanges,
            AccountLocks locks,
            PasswordRepository passwords,
            Transactions transactions,
            AdminAudit audit,
            Secrets secrets,
            Settings settings,
            Clock clock) {
        this.actors = actors;
        this.members = members;
        this.memberships = memberships;
        this.privileges = privileges;
        this.offers = offers;
        this.reachChanges = reachChanges;
        this.locks = locks;
        this.passwords = passwords;
        this.transactions = transactions;
        this.audit = audit;
        this.secrets = secrets;
        this.settings = settings;
        this.clock = clock;
    }

    /** Makes a link, in the place of any that was made before. Nobody can read it later. */
    public Issued issue(AdminActor actor, UUID userId) {
        String token = secrets.generate("gpr_");
        return Conflicts.retry(() -> transactions.run(() -> {
            Member member =
                    AdminChecks.found(actor, AdminAction.PASSWORD_RESET, members.find(actor.accountId(), userId));
            AdminChecks.require(actor, AdminAction.PASSWORD_RESET, target(actor, member));
            PasswordRow person = passwords.find(userId).orElseThrow();
            Instant expiresAt = clock.instant().plus(TTL).truncatedTo(ChronoUnit.MICROS);
            passwords.putReset(
                    new ResetRow(userId, actor.accountId(), person.version(), expiresAt, actor.userId()),
                    Secrets.digest(token));
            audit.changed(
                    actor,
                    AuditAction.PASSWORD_RESET_ISSUED,
                    AdminAudit.Subject.user(userId, null),
                    null,
                    Map.of("expiresAt", expiresAt.toString()));
            return new Issued(settings.issuer() + "/password-reset?token=" + token, expiresAt);
        }));
    }

    /**
     * Whether who made the link may still make it: judged anew whenever it is used, because roles change. Somebody who has
     * lost what they had, or whose link is for somebody who has become more, has made a link for nobody.
     */
    public boolean stillGood(ResetRow reset) {
        UUID issuer = reset.issuedBy();
        Optional<AdminActor> actor = issuer == null ? Optional.empty() : actors.find(reset.accountId(), issuer);
        Optional<Member> person = members.find(reset.accountId(), reset.userId());
        return actor.isPresent() && person.isPresent() && allowed(actor.get(), person.get());
    }

    /**
     * Uses a link, if it is still good when nobody else can change that. What the account has offered to this person is taken
     * back with it: who offered it did not know that somebody may have become able to sign in as them.
     *
     * @param set sets the password; false when it could not be
     */
    public boolean use(ResetRow reset, BooleanSupplier set) {
        List<UUID> membership = members.find(reset.accountId(), reset.userId()).stream()
                .map(Member::membershipId)
                .toList();
        return reachChanges.apply(membership, AuditEvent.user(reset.userId()), () -> {
            locks.lock(reset.accountId());
            boolean used = stillGood(reset) && set.getAsBoolean();
            if (used) {
                actors.find(reset.accountId(), reset.userId())
                        .ifPresent(person -> offers.cancelTo(person, person.userId()));
            }
            return used;
        });
    }

    private boolean allowed(AdminActor actor, Member person) {
        return AdminPolicy.decide(actor, AdminAction.PASSWORD_RESET, target(actor, person))
                instanceof AdminDecision.Allow;
    }

    private AdminTarget target(AdminActor actor, Member member) {
        boolean owner = member.role().systemKey() == SystemRole.OWNER;
        boolean self = member.userId().equals(actor.userId());
        return AdminTarget.of(member.accountId())
                .with(AdminFact.ACTIVE_MEMBER, member.status() == MembershipStatus.ACTIVE)
                .with(AdminFact.OWNER_NOT_OR_SELF, (!owner || self) && !becomesOwner(actor, member))
                .with(AdminFact.PRIVILEGE_WITHIN_ACTOR, privileges.holdsAllOf(actor, member))
                .with(AdminFact.NO_OTHER_ACCOUNT, memberships.countJoined(member.userId()) <= 1);
    }

    private boolean becomesOwner(AdminActor actor, Member member) {
        return !actor.may(Capability.OWNERSHIP_TRANSFER)
                && offers.open(member.accountId())
                        .filter(offer -> offer.toUserId().equals(member.userId()))
                        .isPresent();
    }

    /** A new link, shown once. */
    public record Issued(String link, Instant expiresAt) {

        /** Does not print the link. */
        @Override
        public String toString() {
            return "Issued[expiresAt=" + expiresAt + "]";
        }
    }
}
