package dev.gatehouse.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * Another organisation's authorization server: a stock Spring Authorization Server with its own keys, of which Gatehouse
 * knows nothing but what an administrator registers.
 */
public final class SecondIssuer implements AutoCloseable {

    /** The audience that its tokens for the MCP server carry. */
    public static final String AUDIENCE = "https://mcp.example/notes";

    private static final String APP = "app";
    private static final String APP_FOR_ANOTHER_AUDIENCE = "app-elsewhere";
    private static final String SECRET = "-secret-at-the-second-issuer";

    private final String issuer;
    private final ConfigurableApplicationContext context;

    private SecondIssuer(String issuer, ConfigurableApplicationContext context) {
        this.issuer = issuer;
        this.context = context;
    }

    /** Starts it on a free port of 127.0.0.1. */
    public static SecondIssuer start() {
        int port = freePort();
        String issuer = "http://127.0.0.1:" + port;
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Stock.class)
                .properties(
                        "server.address=127.0.0.1",
                        "server.port=" + port,
                        "spring.security.oauth2.authorizationserver.issuer=" + issuer,
                        "spring.main.banner-mode=off",
                        "spring.main.register-shutdown-hook=false",
                        "logging.level.root=warn")
                .run();
        return new SecondIssuer(issuer, context);
    }

    /** Its issuer identifier. */
    public String issuer() {
        return issuer;
    }

    /** Where its keys are. */
    public String jwksUri() {
        return issuer + "/oauth2/jwks";
    }

    /** A token as it should be: right audience, scope {@code mcp}. */
    public String token() {
        return token(APP, "mcp");
    }

    /** A token that lacks the scope. */
    public String tokenWithoutScope() {
        return token(APP, "other");
    }

    /** A token for another audience. */
    public String tokenForAnotherAudience() {
        return token(APP_FOR_ANOTHER_AUDIENCE, "mcp");
    }

    private String token(String client, String scope) {
        Answer answer = Http.to(issuer + "/oauth2/token")
                .basic(client, Canaries.note(client + SECRET))
                .postForm(Map.of("grant_type", "client_credentials", "scope", scope));
        if (answer.status() != 200) {
            throw new AssertionError("no token: " + answer.status() + " " + answer.body());
        }
        return Canaries.note(answer.text("access_token"));
    }

    @Override
    public void close() {
        context.close();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is configured; all else is as Spring Boot has it. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Stock {

        @Bean
        RegisteredClientRepository clients() {
            return new InMemoryRegisteredClientRepository(List.of(APP, APP_FOR_ANOTHER_AUDIENCE).stream()
                    .map(Stock::client)
                    .toList());
        }

        private static RegisteredClient client(String id) {
            return RegisteredClient.withId(UUID.randomUUID().toString())
                    .clientId(id)
                    .clientSecret("{noop}" + id + SECRET)
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                    .scope("mcp")
                    .scope("other")
                    .build();
        }

        /** The subject is somebody who has no grant at Gatehouse. */
        @Bean
        OAuth2TokenCustomizer<JwtEncodingContext> audienceAndSubject() {
            return context -> context.getClaims()
                    .subject(Person.MO.email())
                    .audience(List.of(
                            context.getRegisteredClient().getClientId().equals(APP)
                                    ? AUDIENCE
                                    : "https://mcp.example/elsewhere"));
        }
    }
}
