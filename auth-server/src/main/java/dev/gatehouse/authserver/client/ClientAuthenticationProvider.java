package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.server.IntrospectionCredentialRepository;
import dev.gatehouse.db.server.IntrospectionCredentialRow;
import dev.gatehouse.policy.client.ClientAuthentication;
import dev.gatehouse.policy.client.RedirectUri;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.stereotype.Component;

/** Authenticates public clients by their id, and resource servers by their introspection credential. */
@Component
public final class ClientAuthenticationProvider implements AuthenticationProvider {

    private static final String SERVER = "gatehouse.server";
    private static final String CLIENT = "gatehouse.client";
    private static final Set<ClientAuthenticationMethod> BY_SECRET =
            Set.of(ClientAuthenticationMethod.CLIENT_SECRET_BASIC, ClientAuthenticationMethod.CLIENT_SECRET_POST);

    private final Clients clients;
    private final IntrospectionCredentialRepository credentials;

    ClientAuthenticationProvider(Clients clients, IntrospectionCredentialRepository credentials) {
        this.clients = clients;
        this.credentials = credentials;
    }

    /** The server that an authenticated resource server speaks for; throws for any other client. */
    public static UUID serverOf(RegisteredClient client) {
        Object server = client.getClientSettings().getSetting(SERVER);
        if (server instanceof UUID id) {
            return id;
        }
        throw ErrorCode.INVALID_CLIENT.exception("only a resource server may introspect");
    }

    /** The client behind an authenticated one; empty for a resource server. */
    public static Optional<Client> clientOf(RegisteredClient client) {
        return client.getClientSettings().getSetting(CLIENT) instanceof Client known
                ? Optional.of(known)
                : Optional.empty();
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2ClientAuthenticationToken presented = (OAuth2ClientAuthenticationToken) authentication;
        String clientId = presented.getPrincipal().toString();
        ClientAuthenticationMethod method = presented.getClientAuthenticationMethod();
        RegisteredClient client;
        if (ClientAuthenticationMethod.NONE.equals(method)) {
            client = registered(known(clientId), ClientAuthentication.NONE);
        } else if (BY_SECRET.contains(method) && presented.getCredentials() instanceof String secret) {
            client = credentials
                    .findByClientId(clientId)
                    .filter(row -> Secrets.same(row.secretHash(), Secrets.digest(secret)))
                    .map(ClientAuthenticationProvider::resourceServer)
                    .or(() -> bySecret(clientId, secret))
                    .orElseThrow(ClientAuthenticationProvider::failed);
        } else {
            throw failed();
        }
        return new OAuth2ClientAuthenticationToken(client, method, null);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
    }

    private Optional<RegisteredClient> bySecret(String clientId, String secret) {
        Client client = known(clientId);
        String hash = client.keys().secretHash();
        return client.authentications().stream()
                .filter(ClientAuthentication::bySecret)
                .filter(method -> hash != null && Secrets.same(hash, Secrets.digest(secret)))
                .findFirst()
                .map(method -> registered(client, method));
    }

    private Client known(String clientId) {
        ClientLookup lookup = clients.find(clientId, null);
        if (lookup instanceof ClientLookup.Unavailable unavailable) {
            throw ErrorCode.TEMPORARILY_UNAVAILABLE.exception(unavailable.problem());
        }
        if (lookup instanceof ClientLookup.Found found) {
            return found.client();
        }
        throw failed();
    }

    /** The client in Spring's terms, if it may authenticate in this way. */
    private static RegisteredClient registered(Client client, ClientAuthentication method) {
        if (!client.authentications().contains(method)) {
            throw failed();
        }
        return RegisteredClient.withId(client.clientId())
                .clientId(client.clientId())
                .clientAuthenticationMethod(new ClientAuthenticationMethod(method.value()))
                .authorizationGrantTypes(
                        types -> client.grantTypes().forEach(type -> types.add(new AuthorizationGrantType(type))))
                .redirectUris(uris ->
                        client.redirectUris().stream().map(RedirectUri::value).forEach(uris::add))
                .clientSettings(ClientSettings.builder().setting(CLIENT, client).build())
                .build();
    }

    private static RegisteredClient resourceServer(IntrospectionCredentialRow row) {
        return RegisteredClient.withId(row.id().toString())
                .clientId(row.clientId())
                .clientSecret(row.secretHash())
                .clientAuthenticationMethods(methods -> methods.addAll(BY_SECRET))
                .authorizationGrantType(new AuthorizationGrantType("urn:gatehouse:none"))
                .clientSettings(
                        ClientSettings.builder().setting(SERVER, row.serverId()).build())
                .build();
    }

    private static RuntimeException failed() {
        return ErrorCode.INVALID_CLIENT.exception("client authentication failed");
    }
}
