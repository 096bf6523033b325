package dev.gatehouse.gateway.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.mcp.RpcMessage;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.gateway.token.VerifiedToken;
import dev.gatehouse.policy.access.Operation;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A refusal, as the authorization server is told of it.
 *
 * @param token what kind of token it was: BUILT_IN, EXTERNAL or API_TOKEN
 * @param scopes that the token has
 * @param needed all scopes that the operation needs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Refused(
        UUID id,
        String at,
        UUID serverId,
        @Nullable UUID bundleId,
        String token,
        @Nullable String subject,
        @Nullable String clientId,
        @Nullable String authorizationId,
        @Nullable String tokenId,
        String method,
        @Nullable String rpcMethod,
        @Nullable String featureKind,
        @Nullable String featureName,
        String reason,
        int status,
        List<String> scopes,
        List<String> needed) {

    private static final int MAX_TEXT = 400;
    private static final int MAX_SCOPES = 20;

    /** A token that ran out a moment ago belongs to somebody; one from long ago may be anybody's. */
    private static final Duration RECENTLY = Duration.ofMinutes(10);

    /**
     * The refusal of a token that is for this very server, its issuer's signature verified.
     *
     * @return empty for everything else: a token for another server, or a stranger, fills no account's list
     */
    static Optional<Refused> of(Exchange exchange, Instant now) {
        boolean refused = exchange.status() >= 400 || !exchange.messages().isEmpty() && exchange.status() != 0;
        VerifiedToken token = exchange.token().orElse(null);
        if (!refused || token == null || !(exchange.place().orElse(null) instanceof ServerEntry.Served served)) {
            return Optional.empty();
        }
        ProxiedServer server = served.server();
        String audience = server.external()
                .filter(external -> external.issuer().equals(token.issuer()))
                .map(external -> external.audience())
                .orElse(server.view().resource());
        return token.audience().contains(audience)
                        && token.expiresAt().plus(RECENTLY).isAfter(now)
                ? Optional.of(of(exchange, server, token, now))
                : Optional.empty();
    }

    private static Refused of(Exchange exchange, ProxiedServer server, VerifiedToken token, Instant now) {
        RpcMessage asked = exchange.messages().stream()
                .max(Comparator.comparing(message -> message.operation().requiredScope()))
                .orElse(null);
        Operation operation = asked == null ? Operation.STREAM : asked.operation();
        Scope scope = operation.requiredScope();
        return new Refused(
                exchange.decisionId(),
                now.toString(),
                server.view().id(),
                server.bundle() == null ? null : server.bundle().id(),
                token.kind(),
                text(token.subject()),
                text(token.clientId()),
                text(token.authorizationId()),
                text(token.tokenId()),
                exchange.head().method(),
                text(asked == null ? null : asked.method()),
                operation.featureKind() == null ? null : operation.featureKind().name(),
                text(operation.featureName()),
                exchange.reason(),
                exchange.status(),
                token.scopes().stream()
                        .limit(MAX_SCOPES)
                        .map(Refused::text)
                        .sorted()
                        .toList(),
                server.external().isPresent()
                        ? server.scopesToAsk()
                        : List.of(Scopes.of(scope).toString().split(" ")));
    }

    /** Whose it is, for the share that each has of the reports. */
    String owner() {
        return token + " " + (subject == null ? String.valueOf(tokenId) : subject);
    }

    /** Bounded, and such that every encoder and every database takes it. */
    private static @Nullable String text(@Nullable String value) {
        if (value == null) {
            return null;
        }
        StringBuilder safe = new StringBuilder();
        value.codePoints()
                .limit(MAX_TEXT)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }
}
