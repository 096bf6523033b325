package dev.gatehouse.authserver.introspection;

import dev.gatehouse.authserver.client.ClientAuthenticationProvider;
import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.authserver.token.AccessToken;
import dev.gatehouse.authserver.token.AccessTokens;
import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.access.AccessSnapshots;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.policy.access.AccessPolicy;
import dev.gatehouse.policy.access.Action;
import dev.gatehouse.policy.scope.Scopes;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenIntrospection;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.stereotype.Component;

/** Answers whether an access token is good for the server that asks, by the same decision as everywhere. */
@Component
public final class IntrospectionProvider implements AuthenticationProvider {

    private final AccessTokens accessTokens;
    private final AccessSnapshots snapshots;
    private final ChangeFeed feed;
    private final Settings settings;

    IntrospectionProvider(AccessTokens accessTokens, AccessSnapshots snapshots, ChangeFeed feed, Settings settings) {
        this.accessTokens = accessTokens;
        this.snapshots = snapshots;
        this.feed = feed;
        this.settings = settings;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2TokenIntrospectionAuthenticationToken request =
                (OAuth2TokenIntrospectionAuthenticationToken) authentication;
        if (!(request.getPrincipal() instanceof OAuth2ClientAuthenticationToken caller) || !caller.isAuthenticated()) {
            throw ErrorCode.INVALID_CLIENT.exception("client authentication is required");
        }
        UUID serverId = ClientAuthenticationProvider.serverOf(Objects.requireNonNull(caller.getRegisteredClient()));
        OAuth2TokenIntrospection claims = accessTokens
                .recognise(request.getToken())
                .filter(token -> active(token, serverId))
                .map(IntrospectionProvider::claims)
                .orElseGet(() -> OAuth2TokenIntrospection.builder(false).build());
        return new OAuth2TokenIntrospectionAuthenticationToken(request.getToken(), caller, claims);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2TokenIntrospectionAuthenticationToken.class.isAssignableFrom(authentication);
    }

    private boolean active(AccessToken token, UUID serverId) {
        Optional<AccessSnapshot> snapshot = snapshots.find(token.userId(), serverId);
        boolean revoked = feed.revoked(token.id(), token.authorizationId().toString(), token.kid());
        return snapshot.filter(found -> AccessPolicy.decide(
                                found.subject(),
                                found.server(),
                                Action.INTROSPECT,
                                found.facts(settings.issuer(), token.facts(revoked)))
                        .allowed())
                .isPresent();
    }

    private static OAuth2TokenIntrospection claims(AccessToken token) {
        return OAuth2TokenIntrospection.builder(true)
                .issuer(token.facts().issuer())
                .subject(token.userId().toString())
                .audience(token.facts().audience().iterator().next())
                .clientId(token.clientId())
                .scopes(scopes -> Collections.addAll(
                        scopes,
                        Scopes.ofTokens(token.facts().scopes()).toString().split(" ")))
                .tokenType("Bearer")
                .issuedAt(token.issuedAt())
                .expiresAt(token.facts().expiresAt())
                .id(token.id())
                .claim("sid", token.authorizationId().toString())
                .build();
    }
}
