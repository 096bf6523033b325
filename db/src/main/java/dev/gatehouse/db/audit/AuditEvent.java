package dev.gatehouse.db.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened and that somebody may ask about later. It never holds a secret.
 *
 * @param accountId the account concerned, null for what belongs to none
 * @param actor who did it: {@code user:<id>}, {@code client:<client_id>}, {@code system}
 * @param action what was done
 * @param subject to whom or what
 * @param serverId the MCP server concerned, if one is
 * @param reason why it was refused or ended, if it was
 * @param before the state before, as JSON, if something changed
 * @param after the state after, as JSON, if something changed
 */
public record AuditEvent(
        @Nullable UUID accountId,
        String actor,
        AuditAction action,
        String subject,
        @Nullable UUID serverId,
        @Nullable String reason,
        @Nullable String before,
        @Nullable String after) {

    /** An event without states. */
    public static AuditEvent of(
            @Nullable UUID accountId,
            String actor,
            AuditAction action,
            String subject,
            @Nullable UUID serverId,
            @Nullable String reason) {
        return new AuditEvent(accountId, actor, action, subject, serverId, reason, null, null);
    }

    /** The same event with the states before and after. */
    public AuditEvent change(@Nullable String stateBefore, @Nullable String stateAfter) {
        return new AuditEvent(accountId, actor, action, subject, serverId, reason, stateBefore, stateAfter);
    }

    /** The actor name of a person. */
    public static String user(UUID userId) {
        return "user:" + userId;
    }

    /** The actor name of an OAuth client. */
    public static String client(String clientId) {
        return "client:" + clientId;
    }
}
