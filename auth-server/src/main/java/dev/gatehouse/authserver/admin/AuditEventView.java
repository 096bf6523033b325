package dev.gatehouse.authserver.admin;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gatehouse.db.audit.AuditRow;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A row of the audit log.
 *
 * @param seq its place in the account's chain, null while it is not sealed
 * @param at always with six digits of a second
 * @param before the state before, as JSON; as a string where it was cut and is none any more
 * @param after the state after, likewise
 * @param hash of its seal, null while it is not sealed
 */
public record AuditEventView(
        UUID id,
        @Nullable Long seq,
        String at,
        String actor,
        String action,
        String subject,
        @Nullable UUID serverId,
        @Nullable String reason,
        @Nullable JsonNode before,
        @Nullable JsonNode after,
        @Nullable String correlationId,
        @Nullable String hash) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static AuditEventView of(AuditRow row) {
        AuditRow.Seal seal = row.seal();
        return new AuditEventView(
                row.id(),
                seal == null ? null : seal.seq(),
                AuditRow.time(row.at()),
                row.actor(),
                row.action(),
                row.subject(),
                row.serverId(),
                row.reason(),
                json(row.before()),
                json(row.after()),
                row.correlationId(),
                seal == null ? null : seal.hash());
    }

    private static @Nullable JsonNode json(@Nullable String state) {
        if (state == null) {
            return null;
        }
        try {
            return JSON.readTree(state);
        } catch (JacksonException e) {
            return JSON.getNodeFactory().stringNode(state);
        }
    }

    /**
     * A line of an export: with what the seal is computed of (docs/audit.md).
     *
     * @param accountId the account, whose chain this is
     * @param beforeText the state before, to the letter
     * @param afterText the state after, to the letter
     */
    public record Line(
            @JsonUnwrapped AuditEventView event,
            @Nullable UUID accountId,
            @Nullable String beforeText,
            @Nullable String afterText) {

        static Line of(AuditRow row) {
            return new Line(AuditEventView.of(row), row.accountId(), row.before(), row.after());
        }
    }
}
