package dev.gatehouse.db.refusal;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A refusal, as a gateway tells of it.
 *
 * @param at by the gateway's clock; one that is ahead is set back
 * @param tokenKind BUILT_IN, EXTERNAL or API_TOKEN
 * @param userId the person, where the token says so
 * @param apiTokenId the API token, whose person is looked up
 * @param scopes with spaces between them
 * @param needed with spaces between them
 */
public record ReportedRefusal(
        UUID id,
        Instant at,
        UUID serverId,
        @Nullable UUID bundleId,
        String tokenKind,
        @Nullable UUID userId,
        @Nullable UUID apiTokenId,
        @Nullable String subject,
        @Nullable String clientId,
        @Nullable String authorizationId,
        String method,
        @Nullable String rpcMethod,
        @Nullable String featureKind,
        @Nullable String featureName,
        String reason,
        int status,
        String scopes,
        String needed) {}
