package dev.gatehouse.db.invitation;

import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes invitations as the Admin API leaves them. */
record InvitationFixture(InvitationRepository invitations, MembershipRepository memberships, JdbcClient jdbc) {

    static String hash() {
        return (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
    }

    /** A person without a password. */
    UUID newcomer() {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into person (id, email, name, created_at, version, password_version)"
                        + " values (:id, :email, :email, current_timestamp, 0, 0)")
                .param("id", id)
                .param("email", id + "@people.test")
                .update();
        return id;
    }

    /** Invites a person, whose mail is due. */
    InvitationRow invite(TestAccount account, UUID userId, UUID inviter) {
        Instant now = TestAccount.now();
        MembershipRow membership = memberships.save(MembershipRow.create(
                        UUID.randomUUID(),
                        account.id(),
                        userId,
                        account.role(SystemRole.MEMBER).id(),
                        now)
                .withStatus(MembershipStatus.INVITED));
        return invitations.save(InvitationRow.create(
                account.id(),
                userId + "@people.test",
                membership.id(),
                new InvitationRow.By(inviter, UUID.randomUUID(), true),
                now,
                now.plus(Duration.ofDays(7))));
    }

    /** The same with a link that was sent. */
    String invited(TestAccount account, UUID userId) {
        String hash = hash();
        jdbc.sql("update invitation set token_hash = :hash, mail_state = 'SENT', mail_due_at = null where id = :id")
                .param("hash", hash)
                .param("id", invite(account, userId, UUID.randomUUID()).id())
                .update();
        return hash;
    }

    InvitationRow row(InvitationRow invitation) {
        return invitations
                .findByIdAndAccountId(invitation.id(), invitation.accountId())
                .orElseThrow();
    }
}
