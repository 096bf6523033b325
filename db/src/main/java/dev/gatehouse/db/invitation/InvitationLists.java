package dev.gatehouse.db.invitation;

import dev.gatehouse.db.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the invitations of an account, one statement a page. */
@Component
public final class InvitationLists {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private static final String SELECT = "select i.id, i.account_id, i.email, i.membership_id, i.status, i.batch_id,"
            + " i.invited_by, i.created_at, i.expires_at, i.resolved_at, i.token_hash, i.mail_state, i.mail_attempts,"
            + " i.mail_due_at, i.mail_error, i.mails, i.by_manager, i.version, m.user_id, m.role_id, r.name as role_name"
            + " from invitation i left join membership m on m.id = i.membership_id"
            + " left join account_role r on r.id = m.role_id"
            + " where i.account_id = :account and (cast(:by as uuid) is null or i.invited_by = :by)";

    private final JdbcClient jdbc;

    InvitationLists(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Which invitations.
     *
     * @param invitedBy only those that this person answers for; null for all of the account
     */
    public record Of(UUID accountId, @Nullable UUID invitedBy) {}

    /**
     * The invitations by id, after {@code cursor}.
     *
     * @param status where they stand at this moment; null for wherever
     */
    public List<Invitation> list(
            Of of, @Nullable InvitationStatus status, Instant now, @Nullable UUID cursor, int limit) {
        Map<String, Object> parameters = new HashMap<>();
        String standing = standing(status, now, parameters);
        return jdbc.sql(SELECT + standing + " and i.id > :cursor order by i.id limit :limit")
                .params(parameters)
                .param("account", of.accountId())
                .param("by", of.invitedBy(), Types.OTHER)
                .param("cursor", Objects.requireNonNullElse(cursor, BEFORE_ALL))
                .param("limit", limit)
                .query((row, n) -> invitation(row))
                .list();
    }

    /** One of them. */
    public Optional<Invitation> find(Of of, UUID id) {
        return jdbc.sql(SELECT + " and i.id = :id")
                .param("account", of.accountId())
                .param("by", of.invitedBy(), Types.OTHER)
                .param("id", id)
                .query((row, n) -> invitation(row))
                .optional();
    }

    private static String standing(@Nullable InvitationStatus status, Instant now, Map<String, Object> parameters) {
        if (status == null) {
            return "";
        }
        if (status == InvitationStatus.PENDING || status == InvitationStatus.EXPIRED) {
            parameters.put("now", Column.of(now));
            return " and i.status = 'PENDING' and i.expires_at " + (status == InvitationStatus.PENDING ? ">" : "<=")
                    + " :now";
        }
        parameters.put("status", status.name());
        return " and i.status = :status";
    }

    private static Invitation invitation(ResultSet row) throws SQLException {
        InvitationRow invitation = new InvitationRow(
                Column.uuid(row, "id"),
                Column.uuid(row, "account_id"),
                row.getString("email"),
                row.getObject("membership_id", UUID.class),
                oneOf(InvitationStatus.class, row.getString("status"), InvitationStatus.WITHDRAWN),
                Column.uuid(row, "batch_id"),
                Column.uuid(row, "invited_by"),
                Column.instant(row, "created_at"),
                Column.instant(row, "expires_at"),
                Column.instantOrNull(row, "resolved_at"),
                row.getString("token_hash"),
                oneOf(MailState.class, row.getString("mail_state"), MailState.FAILED),
                row.getInt("mail_attempts"),
                Column.instantOrNull(row, "mail_due_at"),
                row.getString("mail_error"),
                row.getInt("mails"),
                row.getBoolean("by_manager"),
                row.getLong("version"));
        return new Invitation(
                invitation,
                row.getObject("user_id", UUID.class),
                row.getString("role_name"),
                row.getObject("role_id", UUID.class));
    }

    /** What this program does not know gives nothing. */
    private static <E extends Enum<E>> E oneOf(Class<E> type, String name, E otherwise) {
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElse(otherwise);
    }
}
