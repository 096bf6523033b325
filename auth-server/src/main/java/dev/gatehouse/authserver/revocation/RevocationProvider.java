package dev.gatehouse.authserver.revocation;

import dev.gatehouse.authserver.key.KeyRing;
import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.token.AccessToken;
import dev.gatehouse.authserver.token.AccessTokens;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.authorization.AuthorizationRepository;
import dev.gatehouse.db.authorization.RevocationReason;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.change.ChangeType;
import dev.gatehouse.policy.token.TokenKind;
import dev.gatehouse.policy.token.TokenReference;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenRevocationAuthenticationToken;
import org.springframework.stereotype.Component;

/** Revokes what belongs to the client that asks. Whatever does not is left alone, and the answer is 200 all the same. */
@Component
public final class RevocationProvider implements AuthenticationProvider {

    private final AuthorizationRepository authorizations;
    private final AccessTokens accessTokens;
    private final KeyRing keys;
    private final ChangeFeed feed;
    private final AuditLog audit;
    private final Transactions transactions;

    RevocationProvider(
            AuthorizationRepository authorizations,
            AccessTokens accessTokens,
            KeyRing keys,
            ChangeFeed feed,
            AuditLog audit,
            Transactions transactions) {
        this.authorizations = authorizations;
        this.accessTokens = accessTokens;
        this.keys = keys;
        this.feed = feed;
        this.audit = audit;
        this.transactions = transactions;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2TokenRevocationAuthenticationToken request = (OAuth2TokenRevocationAuthenticationToken) authentication;
        if (!(request.getPrincipal() instanceof OAuth2ClientAuthenticationToken caller)
                || !caller.isAuthenticated()
                || caller.getRegisteredClient() == null) {
            throw ErrorCode.INVALID_CLIENT.exception("client authentication is required");
        }
        String clientId = caller.getRegisteredClient().getClientId();
        Optional<TokenReference> refreshToken = keys.verify(TokenKind.REFRESH_TOKEN, request.getToken());
        if (refreshToken.isPresent()) {
            authorizations.revoke(refreshToken.get().authorizationId(), clientId, RevocationReason.REVOKED_BY_CLIENT);
        } else {
            accessTokens
                    .recognise(request.getToken())
                    .filter(token -> token.clientId().equals(clientId))
                    .ifPresent(this::revoke);
        }
        return request;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2TokenRevocationAuthenticationToken.class.isAssignableFrom(authentication);
    }

    private void revoke(AccessToken token) {
        if (feed.revoked(token.id(), token.authorizationId().toString(), token.kid())) {
            return;
        }
        transactions.run(() -> {
            feed.append(ChangeType.TOKEN, token.id(), RevocationReason.REVOKED_BY_CLIENT.name());
            audit.append(AuditEvent.of(
                    token.accountId(),
                    AuditEvent.client(token.clientId()),
                    AuditAction.ACCESS_TOKEN_REVOKED,
                    AuditEvent.user(token.userId()),
                    null,
                    RevocationReason.REVOKED_BY_CLIENT.name()));
        });
    }
}
