package dev.gatehouse.authserver.introspection;

import dev.gatehouse.authserver.apitoken.ApiTokenCheck;
import dev.gatehouse.authserver.apitoken.ApiTokenOutcome;
import dev.gatehouse.authserver.client.ClientAuthenticationProvider;
import dev.gatehouse.authserver.http.Outcome;
import dev.gatehouse.authserver.key.KeyRing;
import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.authserver.token.AccessToken;
import dev.gatehouse.authserver.token.AccessTokens;
import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.access.AccessSnapshots;
import dev.gatehouse.db.authorization.LiveRefreshToken;
import dev.gatehouse.db.authorization.RefreshTokens;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.machine.MachineTokens;
import dev.gatehouse.db.server.KnownResource;
import dev.gatehouse.db.server.ProtectedResources;
import dev.gatehouse.policy.access.AccessPolicy;
import dev.gatehouse.policy.access.Action;
import dev.gatehouse.policy.access.Decision;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.token.TokenKind;
import dev.gatehouse.policy.token.TokenReference;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenIntrospection;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/**
 * Answers whether a token is good, by the same decision as everywhere: an access token to the server that it is for and to
 * the confidential client that holds it, an API token to that server, a refresh token to that client alone.
 */
@Component
public final class IntrospectionProvider implements AuthenticationProvider {

    private final AccessTokens accessTokens;
    private final RefreshTokens refreshTokens;
    private final KeyRing keys;
    private final ProtectedResources resources;
    private final ApiTokenCheck apiTokens;
    private final AccessSnapshots snapshots;
    private final MachineTokens machines;
    private final ChangeFeed feed;
    private final Settings settings;

    IntrospectionProvider(
            AccessTokens accessTokens,
            RefreshTokens refreshTokens,
            KeyRing keys,
            ProtectedResources resources,
            ApiTokenCheck apiTokens,
            AccessSnapshots snapshots,
            MachineTokens machines,
            ChangeFeed feed,
            Settings settings) {
        this.accessTokens = accessTokens;
        this.refreshTokens = refreshTokens;
        this.keys = keys;
        this.resources = resources;
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
        if (!(request.getPrincipal() instanceof OAuth2ClientAuthenticationToken caller)
                || !caller.isAuthenticated()
                || caller.getRegisteredClient() == null
                || ClientAuthenticationMethod.NONE.equals(caller.getClientAuthenticationMethod())) {
            throw ErrorCode.INVALID_CLIENT.exception("client authentication is required");
        }
        RegisteredClient client = caller.getRegisteredClient();
        OAuth2TokenIntrospection claims = ClientAuthenticationProvider.serverOf(client)
                .map(serverId -> forServer(request.getToken(), serverId))
                .orElseGet(() -> forClient(request.getToken(), client.getClientId()))
                .orElseGet(IntrospectionProvider::inactive);
        return new OAuth2TokenIntrospectionAuthenticationToken(request.getToken(), caller, claims);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2TokenIntrospectionAuthenticationToken.class.isAssignableFrom(authentication);
    }

    private static OAuth2TokenIntrospection inactive() {
        Outcome.note("INACTIVE");
        return OAuth2TokenIntrospection.builder(false).build();
    }

    private Optional<OAuth2TokenIntrospection> forServer(String text, UUID serverId) {
        if (ApiTokenCheck.hasShape(text)) {
            return claims(apiTokens.check(text, ProtectedResource.of(serverId)));
        }
        return accessTokens
                .recognise(text)
                .filter(token -> resource(token)
                        .filter(resource -> resource.serverId().equals(serverId))
                        .filter(resource -> active(token, resource))
                        .isPresent())
                .map(IntrospectionProvider::claims);
    }

    private Optional<OAuth2TokenIntrospection> forClient(String text, String clientId) {
        Optional<TokenReference> refreshToken = keys.verify(TokenKind.REFRESH_TOKEN, text);
        if (refreshToken.isPresent()) {
            return refreshTokens.find(refreshToken.get(), clientId).map(this::claims);
        }
        return accessTokens
                .recognise(text)
                .filter(token -> token.clientId().equals(clientId))
                .filter(token -> resource(token)
                        .filter(resource -> active(token, resource))
                        .isPresent())
                .map(IntrospectionProvider::claims);
    }

    /** What the token is for; the same server may be reached by itself and through bundles, each with tokens of its own. */
    private Optional<ProtectedResource> resource(AccessToken token) {
        return resources.find(audience(token)).map(KnownResource::resource);
    }

    private boolean active(AccessToken token, ProtectedResource resource) {
        Optional<AccessSnapshot> snapshot = token.userId()
                .map(person -> snapshots.find(person, resource))
                .orElseGet(() -> machine(token, resource));
        boolean revoked = feed.revoked(token.id(), token.authorizationId().toString(), token.kid());
        Optional<Decision> decision = snapshot.map(found -> AccessPolicy.decide(
                found.subject(),
                found.server(),
                Action.INTROSPECT,
                found.facts(settings.issuer(), token.facts(revoked))));
        if (decision.orElse(null) instanceof Decision.Deny deny) {
            Outcome.note(deny.reason().name());
        }
        return decision.filter(Decision::allowed).isPresent();
    }

    /** A machine client is registered for a server by itself. */
    private Optional<AccessSnapshot> machine(AccessToken token, ProtectedResource resource) {
        return resource.bundleId() == null
                ? machines.find(token.clientId(), token.authorizationId(), resource.serverId())
                : Optional.empty();
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
                .audience(audience(token))
                .clientId(token.clientId())
                .scopes(into -> addTo(into, Scopes.ofTokens(token.facts().scopes())))
                .tokenType("Bearer")
                .issuedAt(token.issuedAt())
                .expiresAt(token.facts().expiresAt())
                .id(token.id())
                .claim("sid", token.authorizationId().toString())
                .build();
    }

    /** Without {@code token_type}: a refresh token is of no type that a resource server knows (RFC 6749 section 5.1). */
    private OAuth2TokenIntrospection claims(LiveRefreshToken token) {
        return OAuth2TokenIntrospection.builder(true)
                .issuer(settings.issuer())
                .subject(token.userId().toString())
                .clientId(token.clientId())
                .scopes(into -> Collections.addAll(
                        into, token.asked().answer(token.scopes()).split(" ")))
                .issuedAt(token.issuedAt())
                .expiresAt(token.expiresAt())
                .claim("sid", token.authorizationId().toString())
                .build();
    }

    private static String audience(AccessToken token) {
        return token.facts().audience().iterator().next();
    }
}
