package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.client.ClientAuthenticationProvider;
import dev.gatehouse.authserver.http.Outcome;
import dev.gatehouse.authserver.key.KeyRing;
import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.authorization.Issuance;
import dev.gatehouse.db.authorization.Refusal;
import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.scope.ScopeRequest;
import dev.gatehouse.policy.token.TokenKind;
import dev.gatehouse.policy.token.TokenReference;
import dev.gatehouse.policy.token.TokenValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/** Turns what was decided into the token endpoint's answer (RFC 6749 sections 5.1 and 5.2). */
@Component
final class TokenAnswers {

    private static final Logger log = LoggerFactory.getLogger(TokenAnswers.class);

    private final AccessTokens accessTokens;
    private final KeyRing keys;
    private final Settings settings;
    private final AuditLog audit;
    private final Transactions transactions;
    private final RateLimits limits;

    TokenAnswers(
            AccessTokens accessTokens,
            KeyRing keys,
            Settings settings,
            AuditLog audit,
            Transactions transactions,
            RateLimits limits) {
        this.accessTokens = accessTokens;
        this.keys = keys;
        this.settings = settings;
        this.audit = audit;
        this.transactions = transactions;
        this.limits = limits;
    }

    /** Answers with tokens, or throws the error to answer with. */
    OAuth2AccessTokenAuthenticationToken answer(
            Issuance issuance, OAuth2ClientAuthenticationToken caller, RegisteredClient client) {
        if (issuance instanceof Issuance.Refused refused) {
            throw refuse(refused, client);
        }
        if (issuance instanceof Issuance.IssuedToMachine issued) {
            return new OAuth2AccessTokenAuthenticationToken(
                    client,
                    caller,
                    accessToken(
                            accessTokens.issue(issued),
                            issued.issuedAt(),
                            words(issued.scopes().toString())));
        }
        Issuance.Issued issued = (Issuance.Issued) issuance;
        TokenValue refreshToken = keys.tokenMac()
                .mint(TokenKind.REFRESH_TOKEN, new TokenReference(issued.authorizationId(), issued.generation()));
        Instant issuedAt = issued.issuedAt();
        return new OAuth2AccessTokenAuthenticationToken(
                client,
                caller,
                accessToken(
                        accessTokens.issue(issued),
                        issuedAt,
                        words(issued.asked().answer(issued.scopes()))),
                new OAuth2RefreshToken(refreshToken.value(), issuedAt));
    }

    /** The error for a token that is none of ours: the store was not asked, and nothing is audited. */
    static OAuth2AuthenticationException forged() {
        return ErrorCode.INVALID_GRANT.exception("the grant is invalid, expired or revoked");
    }

    private OAuth2AccessToken accessToken(String token, Instant issuedAt, Set<String> scopes) {
        return new OAuth2AccessToken(
                OAuth2AccessToken.TokenType.BEARER, token, issuedAt, issuedAt.plus(settings.accessTokenTtl()), scopes);
    }

    private static Set<String> words(String scopes) {
        return new LinkedHashSet<>(Arrays.asList(scopes.split(" ")));
    }

    private OAuth2AuthenticationException refuse(Issuance.Refused refused, RegisteredClient client) {
        String clientId = client.getClientId();
        String reason = refused.reason() == null
                ? refused.refusal().name()
                : refused.reason().name();
        Outcome.note(reason);
        log.info("token refused to {}: {}", clientId, reason);
        if (refused.refusal().revoked()) {
            return forged();
        }
        String noted = clientId + " " + refused.serverId() + " " + reason;
        if (limits.take(Limit.REFUSAL_NOTE, noted).isEmpty()) {
            note(refused, clientId, reason);
        }
        if (refused.refusal() == Refusal.RESOURCE_NOT_GRANTED && isMachine(client)) {
            return ErrorCode.INVALID_TARGET.exception("the client may call another resource only");
        }
        return error(refused.refusal(), refused.reason());
    }

    private void note(Issuance.Refused refused, String clientId, String reason) {
        transactions.run(() -> audit.append(AuditEvent.of(
                refused.accountId(),
                AuditEvent.client(clientId),
                AuditAction.TOKEN_REFUSED,
                AuditEvent.client(clientId),
                refused.serverId(),
                reason)));
    }

    private static boolean isMachine(RegisteredClient client) {
        return ClientAuthenticationProvider.clientOf(client)
                .filter(known -> known.machine() != null)
                .isPresent();
    }

    private static OAuth2AuthenticationException error(
            Refusal refusal, @org.jspecify.annotations.Nullable Reason reason) {
        return switch (refusal) {
            case UNKNOWN,
                    NOT_YOURS,
                    REVOKED,
                    EXPIRED,
                    NOT_ACTIVE,
                    CODE_REPLAYED,
                    REFRESH_TOKEN_REUSED,
                    STORE_IS_BEHIND,
                    CLIENT_DENIED -> forged();
            case RESOURCE_NOT_GRANTED ->
                ErrorCode.INVALID_TARGET.exception("the authorization is for another resource");
            case SCOPE_NOT_ASKED ->
                ErrorCode.INVALID_SCOPE.exception("the scope exceeds what was asked at the authorization");
            case ACCESS_DENIED -> error(reason);
            case MACHINE_DENIED -> machineError(reason);
        };
    }

    private static OAuth2AuthenticationException error(@org.jspecify.annotations.Nullable Reason reason) {
        if (reason == null) {
            return forged();
        }
        return switch (reason) {
            case SERVER_UNKNOWN, RESOURCE_CHANGED ->
                ErrorCode.INVALID_TARGET.exception("the resource is not known any more");
            case SERVER_DISABLED ->
                ErrorCode.TEMPORARILY_UNAVAILABLE.exception("the resource is switched off, try again later");
            case INSUFFICIENT_SCOPE -> ErrorCode.INVALID_SCOPE.exception("no scope is left that may be granted");
            default -> forged();
        };
    }

    /** A machine client has no grant that could be invalid: what is wrong is its target, its scope or the client itself. */
    private static OAuth2AuthenticationException machineError(@org.jspecify.annotations.Nullable Reason reason) {
        if (reason == Reason.EXTERNAL_IDP_GOVERNS) {
            return ErrorCode.INVALID_TARGET.exception("another authorization server governs the resource");
        }
        if (reason == Reason.CLIENT_UNKNOWN || reason == Reason.CLIENT_DENIED) {
            return ErrorCode.UNAUTHORIZED_CLIENT.exception("the client may not ask for itself");
        }
        return error(reason);
    }

    /** The scopes that came with a refresh; an unreadable list is the client's error. */
    static ScopeRequest scopeRequest(Set<String> tokens) {
        return ScopeRequest.parse(String.join(" ", tokens))
                .orElseThrow(() -> ErrorCode.INVALID_SCOPE.exception("the scope is malformed"));
    }
}
