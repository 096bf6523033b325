package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.client.assertion.ClientAssertions;
import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.server.IntrospectionCredentialRepository;
import dev.gatehouse.db.server.IntrospectionCredentialRow;
import dev.gatehouse.policy.client.ClientAuthentication;
import dev.gatehouse.policy.client.RedirectUri;
import dev.gatehouse.policy.client.Registration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.stereotype.Component;

/**
 * Authenticates clients (RFC 6749 section 2.3): public ones by their id, confidential ones by their secret however it was
 * sent or by an assertion (RFC 7523), and resource servers by their introspection credential.
 */
@Component
public final class ClientAuthenticationProvider implements AuthenticationProvider {

    private static final Logger log = LoggerFactory.getLogger(ClientAuthenticationProvider.class);
    private static final int MAX_LOGGED = 300;
    private static final String SERVER = "gatehouse.server";
    private static final String CLIENT = "gatehouse.client";
    private static final Set<ClientAuthenticationMethod> BY_SECRET =
            Set.of(ClientAuthenticationMethod.CLIENT_SECRET_BASIC, ClientAuthenticationMethod.CLIENT_SECRET_POST);

    private final Clients clients;
    private final IntrospectionCredentialRepository credentials;
    private final ClientAssertions assertions;
    private final RequestAccount accounts;

    ClientAuthenticationProvider(
            Clients clients,
            IntrospectionCredentialRepository credentials,
            ClientAssertions assertions,
            RequestAccount accounts) {
        this.clients = clients;
        this.credentials = credentials;
        this.assertions = assertions;
        this.accounts = accounts;
    }

    /** The server that an authenticated resource server speaks for; empty for a client. */
    public static Optional<UUID> serverOf(RegisteredClient client) {
        return client.getClientSettings().getSetting(SERVER) instanceof UUID id ? Optional.of(id) : Optional.empty();
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
        try {
            return new OAuth2ClientAuthenticationToken(
                    recognised(presented), presented.getClientAuthenticationMethod(), null);
        } catch (OAuth2AuthenticationException e) {
            log.info(
                    "client {} is not authenticated by {}: {}",
                    printable(presented.getPrincipal().toString()),
                    presented.getClientAuthenticationMethod().getValue(),
                    e.getError().getDescription());
            throw e;
        }
    }

    private RegisteredClient recognised(OAuth2ClientAuthenticationToken presented) {
        ClientAuthenticationMethod method = presented.getClientAuthenticationMethod();
        if (ClientAuthenticationMethod.NONE.equals(method)) {
            return registered(known(presented), ClientAuthentication.NONE);
        }
        if (ClientAuthenticationMethod.PRIVATE_KEY_JWT.equals(method)
                && presented.getCredentials() instanceof String assertion) {
            Client known = known(presented);
            RegisteredClient client = registered(known, ClientAuthentication.PRIVATE_KEY_JWT);
            assertions.authenticate(known, assertion);
            return client;
        }
        if (BY_SECRET.contains(method) && presented.getCredentials() instanceof String secret) {
            return bySecret(presented, Secrets.digest(secret));
        }
        throw failed();
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
    }

    private RegisteredClient bySecret(OAuth2ClientAuthenticationToken presented, String digest) {
        Optional<IntrospectionCredentialRow> credential =
                credentials.findByClientId(presented.getPrincipal().toString());
        if (credential.isPresent()) {
            return credential
                    .filter(row -> Secrets.same(row.secretHash(), digest))
                    .map(ClientAuthenticationProvider::resourceServer)
                    .orElseThrow(ClientAuthenticationProvider::failed);
        }
        Client client = known(presented);
        String expected = client.keys().secretHash();
        if (expected == null || !Secrets.same(expected, digest)) {
            throw failed();
        }
        // whichever way it was registered for: deployed clients send a Basic-registered secret in the body
        return registered(
                client,
                client.authentications().stream()
                        .filter(ClientAuthentication::bySecret)
                        .findFirst()
                        .orElseThrow(ClientAuthenticationProvider::failed));
    }

    private Client known(OAuth2ClientAuthenticationToken presented) {
        String clientId = presented.getPrincipal().toString();
        UUID account = Registration.isDocument(clientId)
                ? accounts.of(presented.getAdditionalParameters()).orElse(null)
                : null;
        ClientLookup lookup = clients.find(clientId, account);
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

    /** For the log: what a stranger sends must not look like a line of ours. */
    private static String printable(String clientId) {
        String ascii = clientId.replaceAll("[^\\x21-\\x7E]", "?");
        return ascii.length() <= MAX_LOGGED ? ascii : ascii.substring(0, MAX_LOGGED);
    }

    private static RuntimeException failed() {
        return ErrorCode.INVALID_CLIENT.exception("client authentication failed");
    }
}
