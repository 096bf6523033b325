package dev.gatehouse.db.audit;

import dev.gatehouse.db.Column;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the audit log, and how it is sealed (docs/audit.md).
 *
 * @param at the start of the transaction that wrote it, by the database's clock
 * @param seal its place in its chain; null while it is not sealed
 */
public record AuditRow(
        UUID id,
        @Nullable UUID accountId,
        Instant at,
        String actor,
        String action,
        String subject,
        @Nullable UUID serverId,
        @Nullable String reason,
        @Nullable String before,
        @Nullable String after,
        @Nullable String correlationId,
        @Nullable Seal seal) {

    /** The chain of what belongs to no account. */
    public static final UUID NO_ACCOUNT = new UUID(0, 0);

    /** What stands for the hash before the first row. */
    public static final String GENESIS = "0".repeat(64);

    static final String COLUMNS = "id, account_id, at, actor, action, subject, server_id, reason, before_state,"
            + " after_state, correlation_id, chain, seq, hash";

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * A place in a chain.
     *
     * @param hash over the hash of the row before and this one, hexadecimal
     */
    public record Seal(UUID chain, long seq, String hash) {}

    static AuditRow of(ResultSet row) throws SQLException {
        UUID chain = row.getObject("chain", UUID.class);
        return new AuditRow(
                Column.uuid(row, "id"),
                row.getObject("account_id", UUID.class),
                Column.instant(row, "at"),
                row.getString("actor"),
                row.getString("action"),
                row.getString("subject"),
                row.getObject("server_id", UUID.class),
                row.getString("reason"),
                row.getString("before_state"),
                row.getString("after_state"),
                row.getString("correlation_id"),
                chain == null ? null : new Seal(chain, row.getLong("seq"), String.valueOf(row.getString("hash"))));
    }

    /** A time as seals and exports write it: always with six digits of a second. */
    public static String time(Instant at) {
        return MICROS.format(at);
    }

    /** The chain that it belongs to. */
    UUID chain() {
        return accountId == null ? NO_ACCOUNT : accountId;
    }

    /** The hash that it has behind a row with this one, whose 64 digits it is computed over as they stand. */
    String hashAfter(String previous) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(previous.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(canonical()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Netstrings of all fields in this order, in UTF-8; {@code ~} stands for what is not there. */
    byte[] canonical() {
        List<@Nullable Object> fields = new ArrayList<>();
        fields.add(id);
        fields.add(accountId);
        fields.add(time(at));
        fields.add(actor);
        fields.add(action);
        fields.add(subject);
        fields.add(serverId);
        fields.add(reason);
        fields.add(before);
        fields.add(after);
        fields.add(correlationId);
        StringBuilder text = new StringBuilder();
        for (Object field : fields) {
            if (field == null) {
                text.append('~');
            } else {
                String value = field.toString();
                text.append(value.getBytes(StandardCharsets.UTF_8).length)
                        .append(':')
                        .append(value)
                        .append(',');
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
