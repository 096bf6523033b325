package dev.gatehouse.db.authorization;

import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.scope.ScopeRequest;
import dev.gatehouse.policy.scope.Scopes;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What came of presenting a code or a refresh token. */
public sealed interface Issuance {

    /**
     * Tokens are to be issued. The row has been moved on and committed.
     *
     * @param generation the generation of the refresh token to hand out
     * @param scopes the scopes of the access token
     * @param asked what was asked at the authorization
     * @param issuedAt the {@code iat} of the access token: the database's time when the row was touched
     */
    record Issued(
            UUID authorizationId,
            long generation,
            UUID accountId,
            UUID userId,
            UUID serverId,
            String clientId,
            String resource,
            Scopes scopes,
            ScopeRequest asked,
            Instant issuedAt)
            implements Issuance {}

    /**
     * An access token is to be issued to a machine client, and nothing else (RFC 6749 section 4.4.3).
     *
     * @param sid the {@code sid} of its access tokens
     * @param issuedAt the {@code iat} of the access token: the database's time when the client was read
     */
    record IssuedToMachine(
            UUID accountId, UUID sid, UUID serverId, String clientId, String resource, Scopes scopes, Instant issuedAt)
            implements Issuance {}

    /**
     * Nothing is issued. Unless the refusal says that something was revoked, nothing has changed.
     *
     * @param reason why the access policy refused, for {@link Refusal#ACCESS_DENIED} and {@link Refusal#MACHINE_DENIED}
     * @param accountId the account concerned, where one is known
     */
    record Refused(
            Refusal refusal,
            @Nullable Reason reason,
            @Nullable UUID accountId,
            @Nullable UUID serverId) implements Issuance {}
}
