package dev.gatehouse.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Deployed clients, as {@code clients/recorded.json} saw them on the wire and as {@code clients/reconstructed.json} has them
 * from documents and issue threads; each entry names its source. Only what belongs to an installation is ours: the resource,
 * the PKCE pair and the state.
 */
@AuthServerTest
class ClientQuirksTests {

    private static final String CUS = "cus@demo.example";

    @Autowired
    TestServer server;

    static Stream<Quirk> clients() throws IOException {
        return Stream.concat(read("recorded"), read("reconstructed"));
    }

    static Stream<Quirk> clientsThatReadScopes() throws IOException {
        return clients().filter(quirk -> quirk.entry().has("whereOfflineAccessIsListed"));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void clientAsItIsThenConnectsAndRefreshesTwice(Quirk quirk) {
        String scope = quirk.entry().get("authorization").path("scope").asString(null);

        assertConnects(
                quirk, scope, quirk.entry().get("authorization").path("prompt").asString(null));
    }

    /** Where the metadata lists {@code offline_access} they append it, most of them with {@code prompt=consent}. */
    @ParameterizedTest
    @MethodSource("clientsThatReadScopes")
    void clientThatAsksForOfflineAccessThenGetsIt(Quirk quirk) {
        String scope = quirk.entry().get("authorization").get("scope").stringValue() + " offline_access";
        boolean prompts =
                quirk.entry().get("whereOfflineAccessIsListed").stringValue().equals("prompt");

        JsonNode tokens = assertConnects(quirk, scope, prompts ? "consent" : null);

        assertThat(tokens.get("scope").stringValue()).isEqualTo("mcp:read mcp:write offline_access");
    }

    /** clients-observed.md, 5: mcporter registers anew in each process and presents the old client's refresh token. */
    @Test
    void refreshTokenUnderANewClientIdThenInvalidGrantAndTheOldOneIsUnharmed() {
        String old = server.register("http://127.0.0.1:28765/callback");
        JsonNode tokens = tokens(old, TestRequest.of(old).with("redirect_uri", "http://127.0.0.1:28765/callback"));
        Map<String, String> form = new HashMap<>(Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                tokens.get("refresh_token").stringValue()));

        form.put("client_id", server.register("http://127.0.0.1:28766/other"));
        HttpResponse<String> refused = server.post("/oauth2/token", form);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(refused).get("error").stringValue()).isEqualTo("invalid_grant");

        form.put("client_id", old);
        assertThat(server.post("/oauth2/token", form).statusCode()).isEqualTo(200);
    }

    /** protocol.md section 5.1, 10 (anthropics/claude-ai-mcp#562): the link is opened again after everything is done. */
    @Test
    void authorizationOpenedAgainAfterItWasAllowedThenWhatWasGrantedGoesOn() {
        String client = server.register("http://127.0.0.1/callback");
        TestBrowser browser = server.browser();
        TestRequest request = TestRequest.of(client);
        String code = browser.allow(request, CUS).get("code");

        HttpResponse<String> again = browser.open(request.url());
        assertThat(again.body()).contains("value=\"allow\"");
        JsonNode tokens = TestServer.json(server.post("/oauth2/token", codeForm(client, code)));
        browser.submit(again, Map.of("decision", "deny"));

        assertThat(server.post(
                                "/oauth2/token",
                                Map.of(
                                        "grant_type",
                                        "refresh_token",
                                        "refresh_token",
                                        tokens.get("refresh_token").stringValue(),
                                        "client_id",
                                        client))
                        .statusCode())
                .isEqualTo(200);
    }

    private JsonNode assertConnects(Quirk quirk, String scope, String prompt) {
        Map<String, String> credentials = register(quirk);
        String redirectUri =
                quirk.entry().get("authorization").get("redirect_uri").stringValue();
        TestRequest request = TestRequest.of(credentials.get("client_id")).with("redirect_uri", redirectUri);
        if (scope != null) {
            request.with("scope", scope);
        }
        if (prompt != null) {
            request.with("prompt", prompt);
        }
        Map<String, String> form = new HashMap<>(credentials);
        form.put("grant_type", "authorization_code");
        form.put("code", server.browser().allow(request, CUS).get("code"));
        form.put("code_verifier", TestRequest.VERIFIER);
        form.put("redirect_uri", redirectUri);
        form.put("resource", TestServer.EVERYTHING);
        JsonNode first = token(quirk, form);

        String repeated = quirk.entry().get("refresh").isEmpty() ? null : scope;
        return assertRefreshes(quirk, credentials, repeated, assertRefreshes(quirk, credentials, repeated, first));
    }

    private JsonNode assertRefreshes(Quirk quirk, Map<String, String> credentials, String scope, JsonNode tokens) {
        Map<String, String> form = new HashMap<>(credentials);
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", tokens.get("refresh_token").stringValue());
        form.put("resource", TestServer.EVERYTHING);
        if (scope != null) {
            form.put("scope", scope);
        }
        JsonNode next = token(quirk, form);
        assertThat(next.get("refresh_token")).isNotEqualTo(tokens.get("refresh_token"));
        assertThat(next.get("scope")).isEqualTo(tokens.get("scope"));
        return next;
    }

    private Map<String, String> register(Quirk quirk) {
        JsonNode registered = null;
        for (int i = 0; i < quirk.entry().get("registrations").intValue(); i++) {
            HttpResponse<String> response = server.postJson(
                    "/oauth2/register", quirk.entry().get("registration").toString());
            assertThat(response.statusCode()).isIn(200, 201);
            registered = TestServer.json(response);
        }
        return credentials(registered);
    }

    private static Map<String, String> credentials(JsonNode registered) {
        Map<String, String> credentials = new HashMap<>();
        for (String name : Set.of("client_id", "client_secret")) {
            if (registered.has(name)) {
                credentials.put(name, registered.get(name).stringValue());
            }
        }
        return credentials;
    }

    private JsonNode token(Quirk quirk, Map<String, String> form) {
        HttpResponse<String> response = server.send(server.form("/oauth2/token", form)
                .header("Accept", quirk.entry().get("accept").stringValue()));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        return TestServer.json(response);
    }

    private JsonNode tokens(String client, TestRequest request) {
        String code = server.browser().allow(request, CUS).get("code");
        return TestServer.json(server.post("/oauth2/token", codeForm(client, code)));
    }

    private static Map<String, String> codeForm(String client, String code) {
        return Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "client_id",
                client,
                "code_verifier",
                TestRequest.VERIFIER);
    }

    private static Stream<Quirk> read(String name) throws IOException {
        try (var file = ClientQuirksTests.class.getResourceAsStream("/clients/" + name + ".json")) {
            return new JsonMapper()
                    .readTree(new String(file.readAllBytes(), StandardCharsets.UTF_8))
                    .valueStream()
                    .map(Quirk::new);
        }
    }

    /** One client. */
    record Quirk(JsonNode entry) {
        @Override
        public String toString() {
            return entry.get("client").stringValue();
        }
    }
}
