package dev.gatehouse.e2e;

import static dev.gatehouse.e2e.harness.MachineAnswers.assertOAuthError;
import static dev.gatehouse.e2e.harness.MachineAnswers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Redirect;
import dev.gatehouse.e2e.harness.Tokens;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Who is let in to which server, and by what. */
class WhoGetsInIT {

    private static final String WRITE_NOTE = """
            {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"write_note",\
            "arguments":{"title":"t","text":"x"}}}""";

    private final Demo demo = Demo.shared();
    private final AdminApi admin = new AdminApi(demo);

    @ParameterizedTest
    @EnumSource(names = {"MEL", "MO"})
    void noGrantThenAccessIsDeniedHoweverHighTheIntegrationRole(Person person) {
        McpApp app = McpApp.installedFor(demo.mcp("everything"));

        Redirect redirect = app.authorize(app.request(), person);

        assertThat(redirect.get("error")).isEqualTo("access_denied");
        assertThat(redirect.parameters()).doesNotContainKey("code");
    }

    @Test
    void grantForOneServerThenNoOther() {
        McpApp app = McpApp.installedFor(demo.mcp("notes"));

        assertThat(app.authorize(app.request(), Person.CUS).get("error")).isEqualTo("access_denied");
    }

    @ParameterizedTest
    @EnumSource(names = {"OLGA", "ADA", "ALL"})
    void adminsAndAllServersUsersGetInWithoutAGrantAndReachAServerCreatedLater(Person person) {
        McpApp notes = McpApp.installedFor(demo.mcp("notes"));
        assertThat(McpConnection.echo(notes.mcpUrl(), notes.connect(person).access(), "old"))
                .isEqualTo("old");
        String slug = "later-for-" + person.name().toLowerCase(Locale.ROOT);
        String server = admin.createServer(slug, "notes");

        McpApp later = McpApp.installedFor(demo.mcp(slug));
        assertThat(McpConnection.echo(later.mcpUrl(), later.connect(person).access(), "new"))
                .isEqualTo("new");

        assertThat(later.authorize(later.request(), Person.CUS).get("error")).isEqualTo("access_denied");
        JsonNode row = admin.users(server).values().stream()
                .filter(item -> item.path("email").asString().equals(person.email()))
                .findFirst()
                .orElseThrow();
        assertThat(row.path("basis").asString()).isEqualTo(person == Person.ALL ? "ALL_GRANT" : "ROLE");
        assertThat(row.path("removable").asBoolean()).isFalse();
    }

    @Test
    void adminsAndAllServersUsersCannotBeTakenOffOneServer() {
        String notes = admin.server("notes");

        assertProblem(admin.remove(notes, Person.ADA), 409, "TARGET_IS_ADMIN_NOT_REMOVABLE");
        assertProblem(admin.remove(notes, Person.OLGA), 409, "TARGET_IS_ADMIN_NOT_REMOVABLE");
        assertProblem(admin.remove(notes, Person.ALL), 409, "ALL_GRANT_COVERS");
        assertThat(emails(admin.users(notes)))
                .contains(Person.ADA.email(), Person.OLGA.email(), Person.ALL.email())
                .doesNotContain(Person.CUS.email());
    }

    @Test
    void candidatesAreThoseWithoutAccess() {
        JsonNode items = admin.get("/servers/" + admin.server("notes") + "/candidates")
                .json()
                .path("items");

        assertThat(emails(items))
                .contains(Person.CUS.email(), Person.MEL.email(), Person.MO.email())
                .doesNotContain(Person.ADA.email(), Person.OLGA.email(), Person.ALL.email());
    }

    @Test
    void allServersEndedOnTheUsersScreenThenRefreshIsRefusedAndTheAccessListShowsIt() {
        McpApp app = McpApp.installedFor(demo.mcp("notes"));
        Tokens tokens = app.connect(Person.ALL);
        String access = "/users/" + admin.user(Person.ALL) + "/mcp-access";
        try {
            admin.done("PUT", access, Map.of("mode", "SELECTED", "servers", List.of()));

            assertOAuthError(app.refresh(tokens.refresh()), 400, "invalid_grant");
            assertThat(app.authorize(app.request(), Person.ALL).get("error")).isEqualTo("access_denied");
            assertThat(McpConnection.echo(app.mcpUrl(), tokens.access(), "until it expires"))
                    .isEqualTo("until it expires");
            assertThat(emails(admin.users(admin.server("notes")))).doesNotContain(Person.ALL.email());
        } finally {
            admin.done("PUT", access, Map.of("mode", "ALL"));
        }
        assertOAuthError(app.refresh(tokens.refresh()), 400, "invalid_grant");
        assertThat(McpConnection.echo(app.mcpUrl(), app.connect(Person.ALL).access(), "again"))
                .isEqualTo("again");
    }

    @Test
    void grantOfReadOnlyThenTheScopeIsNarrowedAndWritingIsRefusedByTheGateway() {
        String server = admin.createServer("read-only", "notes");
        admin.done(
                "POST",
                "/servers/" + server + "/users",
                Map.of("userIds", List.of(admin.user(Person.MO)), "scopes", List.of("mcp:read")));
        McpApp app = McpApp.installedFor(demo.mcp("read-only"));

        Tokens tokens = app.connect(Person.MO);

        assertThat(tokens.scope()).isEqualTo("mcp:read");
        try (McpConnection connection = McpConnection.open(app.mcpUrl(), tokens.access())) {
            assertThat(connection.tools()).contains("write_note");
        }
        Answer refused = McpConnection.post(app.mcpUrl(), tokens.access(), WRITE_NOTE);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("WWW-Authenticate"))
                .contains("error=\"insufficient_scope\"", "scope=\"mcp:read mcp:write\"", "resource_metadata=");
    }

    @Test
    void directServerAcceptsAndRefusesByIntrospection() {
        McpApp app = McpApp.installedFor(demo.direct());
        Tokens tokens = app.connect(Person.ALL);
        assertThat(McpConnection.echo(app.mcpUrl(), tokens.access(), "by introspection"))
                .isEqualTo("by introspection");

        McpApp other = McpApp.installedFor(demo.mcp("notes"));
        Tokens foreign = other.connect(Person.ALL);
        assertThat(McpConnection.initialize(app.mcpUrl(), foreign.access()).status())
                .isEqualTo(401);
        assertThat(McpConnection.initialize(other.mcpUrl(), tokens.access()).status())
                .isEqualTo(401);
        Tokens reading = app.connect(Person.ALL, app.request().with("scope", "mcp:read"));
        assertThat(McpConnection.echo(app.mcpUrl(), reading.access(), "read-only tool"))
                .isEqualTo("read-only tool");
        assertThat(McpConnection.post(app.mcpUrl(), reading.access(), WRITE_NOTE)
                        .status())
                .isEqualTo(403);
        assertThat(McpConnection.initialize(app.mcpUrl(), "not-a-token").status())
                .isEqualTo(401);
        assertThat(app.authorize(app.request(), Person.CUS).get("error")).isEqualTo("access_denied");

        assertThat(app.revoke(tokens.refresh()).status()).isEqualTo(200);
        assertThat(McpConnection.initialize(app.mcpUrl(), tokens.access()).status())
                .isEqualTo(401);
    }

    private static List<String> emails(JsonNode items) {
        return items.values().stream()
                .map(item -> item.path("email").asString())
                .toList();
    }
}
