package dev.gatehouse.db.invitation;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The mail of invitations, one attempt after the other. A node takes an attempt, with which the link of the attempt before
 * dies and the next is put off; only when that is committed does the mail leave. So no two nodes make the same attempt, and
 * one that a node died over comes back.
 *
 * <p>Each change runs under the account's lock, as those of admins do, and under the version of the row: what came of an
 * attempt is noted only while nobody has sent the invitation again, answered it or withdrawn it.
 */
@Component
public final class InvitationMails {

    private static final String DUE =
            " status = 'PENDING' and membership_id is not null" + " and mail_due_at <= :now and expires_at > :now";

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final AccountLocks locks;
    private final AuditLog audit;

    InvitationMails(JdbcClient jdbc, Transactions transactions, AccountLocks locks, AuditLog audit) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.locks = locks;
        this.audit = audit;
    }

    /** The invitation whose mail has been due for the longest time. */
    public Optional<Due> next(Instant now) {
        return jdbc.sql("select id, account_id, version, invited_by,"
                        + " (select m.user_id from membership m where m.id = membership_id) as user_id"
                        + " from invitation where" + DUE + " order by mail_due_at, id limit 1")
                .param("now", Column.of(now))
                .query((row, n) -> new Due(
                        Column.uuid(row, "id"),
                        Column.uuid(row, "account_id"),
                        row.getLong("version"),
                        Column.uuid(row, "invited_by"),
                        Column.uuid(row, "user_id")))
                .optional();
    }

    /**
     * Takes an attempt; empty when another node was faster, or when the mail is due no more.
     *
     * @param tokenHash the digest of the secret of this attempt
     * @param leasedUntil when the mail is due again if nobody says what came of the attempt
     */
    public Optional<DueMail> take(Due due, String tokenHash, Instant now, Instant leasedUntil) {
        return transactions.run(() -> {
            locks.lock(due.accountId());
            int taken = jdbc.sql("update invitation set token_hash = :hash, mail_state = 'DUE', mail_due_at = :until,"
                            + " mail_attempts = mail_attempts + 1, version = version + 1"
                            + " where id = :id and version = :version and" + DUE)
                    .param("hash", tokenHash)
                    .param("until", Column.of(leasedUntil))
                    .param("id", due.id())
                    .param("version", due.version())
                    .param("now", Column.of(now))
                    .update();
            return taken == 1 ? Optional.of(read(due.id())) : Optional.<DueMail>empty();
        });
    }

    /** The mail was taken by the mail server. */
    public boolean sent(DueMail mail) {
        return note(Attempt.of(mail), MailState.SENT, null, null);
    }

    /** The mail was not taken, and is due again. */
    public boolean putOff(DueMail mail, String error, Instant dueAgain) {
        return note(Attempt.of(mail), MailState.DUE, error, dueAgain);
    }

    /** The mail was not taken and is given up, which the audit log tells. */
    public boolean givenUp(DueMail mail, String error) {
        return givenUp(Attempt.of(mail), error);
    }

    /** The mail must not be sent and is given up before it is tried, which the audit log tells. */
    public boolean givenUp(Due due, String error) {
        return givenUp(new Attempt(due.id(), due.accountId(), due.version()), error);
    }

    private boolean givenUp(Attempt mail, String error) {
        return inAccount(mail, () -> {
            boolean noted = note(mail, MailState.FAILED, error, null);
            if (noted) {
                audit.append(AuditEvent.of(
                        mail.accountId(),
                        "system",
                        AuditAction.INVITATION_UNDELIVERABLE,
                        "invitation:" + mail.id(),
                        null,
                        error));
            }
            return noted;
        });
    }

    private boolean note(Attempt mail, MailState state, @Nullable String error, @Nullable Instant dueAgain) {
        return inAccount(
                mail,
                () -> jdbc.sql("update invitation set mail_state = :state, mail_error = :error, mail_due_at = :due,"
                                        + " version = version + 1"
                                        + " where id = :id and version = :version and status = 'PENDING'")
                                .param("state", state.name())
                                .param("error", error, java.sql.Types.VARCHAR)
                                .param(
                                        "due",
                                        dueAgain == null ? null : Column.of(dueAgain),
                                        java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                                .param("id", mail.id())
                                .param("version", mail.version())
                                .update()
                        == 1);
    }

    private boolean inAccount(Attempt mail, BooleanSupplier change) {
        return transactions.run(() -> {
            locks.lock(mail.accountId());
            return change.getAsBoolean();
        });
    }

    private DueMail read(UUID id) {
        return jdbc.sql("select i.id, i.account_id, i.version, i.email, i.expires_at, i.mail_attempts,"
                        + " a.name as account_name, r.name as role_name, p.name as inviter_name, p.email as inviter_email"
                        + " from invitation i join account a on a.id = i.account_id"
                        + " join membership m on m.id = i.membership_id join account_role r on r.id = m.role_id"
                        + " left join person p on p.id = i.invited_by where i.id = :id")
                .param("id", id)
                .query((row, n) -> mail(row))
                .single();
    }

    private static DueMail mail(ResultSet row) throws SQLException {
        return new DueMail(
                Column.uuid(row, "id"),
                Column.uuid(row, "account_id"),
                row.getLong("version"),
                row.getString("email"),
                row.getString("account_name"),
                row.getString("role_name"),
                row.getString("inviter_name"),
                row.getString("inviter_email"),
                Column.instant(row, "expires_at"),
                row.getInt("mail_attempts"));
    }

    /**
     * An invitation whose mail is due.
     *
     * @param invitedBy the person who answers for it
     * @param userId whom it is for
     */
    public record Due(UUID id, UUID accountId, long version, UUID invitedBy, UUID userId) {}

    /** What is noted of an attempt counts while the invitation has this version. */
    private record Attempt(UUID id, UUID accountId, long version) {

        static Attempt of(DueMail mail) {
            return new Attempt(mail.id(), mail.accountId(), mail.version());
        }
    }
}
