package dev.gatehouse.authserver.introspection;

import dev.gatehouse.authserver.apitoken.ApiTokenCheck;
import dev.gatehouse.authserver.apitoken.ApiTokenOutcome;
import dev.gatehouse.authserver.client.ClientAuthenticationProvider;
import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.authserver.token.AccessToken;
import dev.gatehouse.authserver.token.AccessTokens;
import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.access.AccessSnapshots;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.machine.MachineTokens;
import dev.gatehouse.policy.access.AccessPolicy;
import dev.gatehouse.policy.access.Action;
import dev.gatehouse.policy.scope.Scopes;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenIntrospection;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.stereotype.Component;

/** Answers whether an access token or an API token is good for the server that asks, by the same decision as everywhere. */
@Component
public final class IntrospectionProvider implements AuthenticationProvider {

    private final AccessTokens accessTokens;
    private final ApiTokenCheck apiTokens;
    private final AccessSnapshots snapshots;
    private final MachineTokens machines;
    private final ChangeFeed feed;
    private final Settings settings;

    IntrospectionProvider(
            AccessTokens accessTokens,
            ApiTokenCheck apiTokens,
            AccessSnapshots snapshots,
            MachineTokens machines,
            ChangeFeed feed,
            Settings settings) {
        this.accessTokens = accessTokens;
        this.apiTokens = apiTokens;
        this.snapshots = snapshots;
        this.machines = machines;
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
        String token = request.getToken();
        Optional<OAuth2TokenIntrospection> claims = ApiTokenCheck.hasShape(token)
                ? claims(apiTokens.check(token, serverId))
                : accessTokens
                        .recognise(token)
                        .filter(known -> active(known, serverId))
                        .map(IntrospectionProvider::claims);
        return new OAuth2TokenIntrospectionAuthenticationToken(
                token,
                caller,
                claims.orElseGet(() -> OAuth2TokenIntrospection.builder(false).build()));
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2TokenIntrospectionAuthenticationToken.class.isAssignableFrom(authentication);
    }

    private boolean active(AccessToken token, UUID serverId) {
        Optional<AccessSnapshot> snapshot = token.userId()
                .map(person -> snapshots.find(person, serverId))
                .orElseGet(() -> machines.find(token.clientId(), token.authorizationId(), serverId));
        boolean revoked = feed.revoked(token.id(), token.authorizationId().toString(), token.kid());
        return snapshot.filter(found -> AccessPolicy.decide(
                                found.subject(),
                                found.server(),
                                Action.INTROSPECT,
                                found.facts(settings.issuer(), token.facts(revoked)))
                        .allowed())
                .isPresent();
    }

    private Optional<OAuth2TokenIntrospection> claims(ApiTokenOutcome outcome) {
        if (!(outcome instanceof ApiTokenOutcome.Active active)) {
            return Optional.empty();
        }
        return Optional.of(OAuth2TokenIntrospection.builder(true)
                .issuer(settings.issuer())
                .subject(active.token().userId().toString())
                .audience(active.resource())
                .clientId(active.clientId())
                .scopes(into -> addTo(into, active.scopes()))
                .tokenType("Bearer")
                .issuedAt(active.token().createdAt())
                .expiresAt(active.token().expiresAt())
                .id(active.token().id().toString())
                .build());
    }

    private static void addTo(List<String> into, Scopes scopes) {
        Collections.addAll(into, scopes.toString().split(" "));
    }

    private static OAuth2TokenIntrospection claims(AccessToken token) {
        return OAuth2TokenIntrospection.builder(true)
                .issuer(token.facts().issuer())
                .subject(token.subject())
                .audience(token.facts().audience().iterator().next())
                .clientId(token.clientId())
                .scopes(into -> addTo(into, Scopes.ofTokens(token.facts().scopes())))
                .tokenType("Bearer")
                .issuedAt(token.issuedAt())
                .expiresAt(token.facts().expiresAt())
                .id(token.id())
                .claim("sid", token.authorizationId().toString())
                .build();
    }
}
