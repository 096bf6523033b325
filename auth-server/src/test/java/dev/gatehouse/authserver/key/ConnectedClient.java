package dev.gatehouse.authserver.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.server.IntrospectionCredentialRepository;
import dev.gatehouse.db.server.IntrospectionCredentialRow;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

/** A client that a person connected to server {@code everything}, and that server, which introspects. */
final class ConnectedClient {

    private static final String SECRET = "a-secret-of-the-tests-0123456789-0123456789";

    private final TestServer server;
    private final String clientId;
    private final String credential = "rs-" + UUID.randomUUID();
    private JsonNode tokens;

    ConnectedClient(TestServer server, ApplicationContext context) {
        this.server = server;
        this.clientId = server.register("http://127.0.0.1/callback");
        ServerRow row =
                context.getBean(ServerRepository.class).findBySlug("everything").orElseThrow();
        context.getBean(IntrospectionCredentialRepository.class)
                .save(new IntrospectionCredentialRow(
                        UUID.randomUUID(),
                        row.accountId(),
                        row.id(),
                        credential,
                        Secrets.digest(SECRET),
                        Instant.now()));
        connect();
    }

    /** Signs in and consents anew. */
    void connect() {
        String code = server.browser()
                .allow(TestRequest.of(clientId), "all@demo.example")
                .get("code");
        HttpResponse<String> answer = server.post(
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "client_id",
                        clientId,
                        "code_verifier",
                        TestRequest.VERIFIER));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        tokens = TestServer.json(answer);
    }

    HttpResponse<String> refresh() {
        HttpResponse<String> answer = server.post(
                "/oauth2/token",
                Map.of("grant_type", "refresh_token", "refresh_token", refreshToken(), "client_id", clientId));
        if (answer.statusCode() == 200) {
            tokens = TestServer.json(answer);
        }
        return answer;
    }

    boolean introspect(String token) {
        HttpResponse<String> answer = server.post(
                "/oauth2/introspect", Map.of("token", token, "client_id", credential, "client_secret", SECRET));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestServer.json(answer).get("active").booleanValue();
    }

    String accessToken() {
        return tokens.get("access_token").stringValue();
    }

    String refreshToken() {
        return tokens.get("refresh_token").stringValue();
    }

    static SignedJWT jwt(String token) {
        try {
            return SignedJWT.parse(token);
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    static String kid(String token) {
        return jwt(token).getHeader().getKeyID();
    }
}
