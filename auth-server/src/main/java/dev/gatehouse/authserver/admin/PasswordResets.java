package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.integration.IntegrationAccess;
import dev.gatehouse.db.password.PasswordRepository;
import dev.gatehouse.db.password.PasswordRow;
import dev.gatehouse.db.password.ResetRow;
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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Links with which a person sets a new password. Whoever makes one could use it, so it is for people who have no more than
 * the actor has, and who are in this account only.
 */
@Service
public final class PasswordResets {

    private static final Duration TTL = Duration.ofHours(1);

    private final MemberRepository members;
    private final MembershipRepository memberships;
    private final IntegrationAccess access;
    private final PasswordRepository passwords;
    private final Transactions transactions;
    private final AdminAudit audit;
    private final Secrets secrets;
    private final Settings settings;
    private final Clock clock;

    PasswordResets(
            MemberRepository members,
            MembershipRepository memberships,
            IntegrationAccess access,
            PasswordRepository passwords,
            Transactions transactions,
            AdminAudit audit,
            Secrets secrets,
            Settings settings,
            Clock clock) {
        this.members = members;
        this.memberships = memberships;
        this.access = access;
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
        Optional<Member> actor = issuer == null ? Optional.empty() : members.find(reset.accountId(), issuer);
        Optional<Member> person = members.find(reset.accountId(), reset.userId());
        return actor.isPresent() && person.isPresent() && allowed(actor.get(), person.get());
    }

    private boolean allowed(Member issuer, Member person) {
        AdminActor actor = new AdminActor(issuer.userId(), issuer.accountId(), issuer.status(), issuer.role());
        return AdminPolicy.decide(actor, AdminAction.PASSWORD_RESET, target(actor, person))
                instanceof AdminDecision.Allow;
    }

    private AdminTarget target(AdminActor actor, Member member) {
        boolean owner = member.role().systemKey() == SystemRole.OWNER;
        boolean self = member.userId().equals(actor.userId());
        return AdminTarget.of(member.accountId())
                .with(AdminFact.ACTIVE_MEMBER, member.status() == MembershipStatus.ACTIVE)
                .with(AdminFact.OWNER_NOT_OR_SELF, !owner || self)
                .with(
                        AdminFact.PRIVILEGE_WITHIN_ACTOR,
                        actor.role().capabilities().containsAll(member.role().capabilities())
                                && levelsWithin(actor, member))
                .with(
                        AdminFact.NO_OTHER_ACCOUNT,
                        memberships.findByUserId(member.userId()).size() == 1);
    }

    /** Whoever signs in as somebody has their levels on integrations, too. */
    private boolean levelsWithin(AdminActor actor, Member member) {
        return members.find(actor.accountId(), actor.userId())
                .map(access::levels)
                .filter(own -> own.covers(access.levels(member)))
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
