package dev.gatehouse.e2e;

import static dev.gatehouse.e2e.harness.MachineAnswers.assertOAuthError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Canaries;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the demo hands to scripts, and introspection with it (RFC 7662). */
class IntrospectionIT {

    private final Demo demo = Demo.shared();
    private final AdminApi admin = new AdminApi(demo);
    private final JsonNode credentials = JsonMapper.shared().readTree(demo.line("everything-introspection.json"));

    @ParameterizedTest
    @ValueSource(strings = {"admin-token", "everything-introspection.json"})
    void filesForScriptsHaveOneLineAndAreForTheirOwnerAlone(String name) throws IOException {
        Path file = demo.dataDir().resolve(name);

        assertThat(Files.readAllLines(file))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).isNotBlank());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(demo.dataDir())))
                .isEqualTo("rwx------");
    }

    @Test
    void adminTokenActsForAda() {
        Answer me = admin.get("/me");

        assertThat(me.status()).isEqualTo(200);
        assertThat(me.body()).contains(Person.ADA.email());
    }

    @Test
    void ownTokenThenActiveAndAnotherServersInactive() {
        McpApp app = McpApp.installedFor(demo.mcp("everything"));
        Tokens own = app.connect(Person.CUS);
        Tokens foreign = McpApp.installedFor(demo.mcp("vault")).connect(Person.ALL);

        JsonNode active = introspect(own.access());
        assertThat(active.path("active").asBoolean()).isTrue();
        assertThat(active.path("iss").asString()).isEqualTo(demo.issuer());
        assertThat(active.path("aud").asString(active.path("aud").path(0).asString("")))
                .isEqualTo(app.mcpUrl());
        assertThat(active.path("client_id").asString()).isEqualTo(app.clientId());
        assertThat(active.path("scope").asString()).isEqualTo("mcp:read mcp:write");
        assertThat(active.path("sub").asString())
                .isEqualTo(own.claims().path("sub").asString());

        assertInactive(introspect(foreign.access()));
        assertInactive(introspect("nonsense"));
        assertInactive(introspect(own.access() + "x"));
        assertThat(app.revoke(own.refresh()).status()).isEqualTo(200);
        assertInactive(introspect(own.access()));
    }

    @Test
    void removedThenTheLiveTokenStaysActiveUntilItExpires() {
        String everything = admin.server("everything");
        Tokens tokens = McpApp.installedFor(demo.mcp("everything")).connect(Person.CUS);
        try {
            admin.remove(everything, Person.CUS);
            assertThat(introspect(tokens.access()).path("active").asBoolean()).isTrue();
        } finally {
            admin.grant(everything, Person.CUS);
        }
    }

    @Test
    void withoutCredentialsThen401() {
        String url = demo.issuer() + "/oauth2/introspect";
        String clientId = credentials.path("client_id").asString();

        assertOAuthError(Http.to(url).postForm(Map.of("token", "x")), 401, "invalid_client");
        assertOAuthError(
                Http.to(url).basic(clientId, "wrong-secret").postForm(Map.of("token", "x")), 401, "invalid_client");
        assertOAuthError(Http.to(url).postForm(Map.of("token", "x", "client_id", clientId)), 401, "invalid_client");
    }

    private JsonNode introspect(String token) {
        Answer answer = Http.to(demo.issuer() + "/oauth2/introspect")
                .basic(
                        credentials.path("client_id").asString(),
                        Canaries.note(credentials.path("client_secret").asString()))
                .postForm(Map.of("token", token));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static void assertInactive(JsonNode answer) {
        assertThat(answer).isEqualTo(JsonMapper.shared().readTree("{\"active\":false}"));
    }
}
