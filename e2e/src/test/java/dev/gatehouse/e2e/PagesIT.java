package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.NodeClient;
import dev.gatehouse.e2e.harness.Person;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What people see, in Chromium: on a desk and on a phone, light and dark, by keyboard alone. */
class PagesIT {

    private static final Demo DEMO = Demo.shared();

    private static NodeClient browser;

    @BeforeAll
    static void start() {
        browser = NodeClient.start("pages");
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    @ParameterizedTest
    @CsvSource({"1100, false, allow", "375, true, deny", "320, false, allow"})
    void signInAndConsentByKeyboardThenTheAnswerReachesTheApp(int width, boolean dark, String decision) {
        McpApp app = McpApp.installedFor(DEMO.mcp("everything"));
        JsonNode seen = browser.ask(
                "authorize",
                Map.of(
                        "address",
                        address(app),
                        "email",
                        Person.CUS.email(),
                        "password",
                        Person.CUS.password(),
                        "decision",
                        decision,
                        "width",
                        width,
                        "dark",
                        dark));

        assertThat(seen.path("login").path("focus").asString()).isEqualTo("username");
        assertThat(seen.path("login").path("text").asString()).contains("to connect " + McpApp.NAME + " to Everything");
        assertThat(seen.path("refused").path("text").asString()).contains("wrong");
        assertThat(seen.path("refused").path("focus").asString()).isEqualTo("password");
        assertThat(seen.path("consent").path("text").asString())
                .contains("127.0.0.1", "Everything", "Demo", Person.CUS.email(), "Self-registered", "this computer");
        assertThat(List.of(
                        seen.path("first").path("focus").asString(),
                        seen.path("second").path("focus").asString()))
                .containsExactly("deny", "allow");
        for (String page : List.of("login", "refused", "consent")) {
            assertThat(seen.path(page).path("overflow").asInt()).as(page).isLessThanOrEqualTo(0);
        }
        for (String page : List.of("login", "first", "second")) {
            assertThat(seen.path(page).path("outline").asBoolean())
                    .as("what has the focus on %s shows it", page)
                    .isTrue();
        }
        assertThat(seen.path("violations").size())
                .as(seen.path("violations").toString())
                .isZero();
        assertThat(seen.path("callback").asString())
                .contains(decision.equals("allow") ? "code=" : "error=access_denied")
                .contains("iss=");
    }

    @ParameterizedTest
    @ValueSource(ints = {1100, 375, 320})
    void consentThenTheHostOfTheAnswerIsTheLargestText(int width) {
        JsonNode sizes = consent(width, false).path("sizes");
        assertThat(sizes.path("host").asDouble())
                .isGreaterThan(sizes.path("heading").asDouble())
                .isGreaterThan(sizes.path("text").asDouble());
    }

    @ParameterizedTest
    @ValueSource(ints = {1100, 375, 320})
    void throughABundleThenSignInAndConsentNameBothAndFit(int width) {
        AdminApi admin = new AdminApi(DEMO);
        String slug = "pages-" + UUID.randomUUID();
        String bundle = admin.done("POST", "/bundles", Map.of("name", "Engineering", "slug", slug))
                .path("id")
                .asString();
        try {
            admin.done("POST", "/bundles/" + bundle + "/servers", Map.of("serverId", admin.server("everything")));
            admin.awaitStatus(slug + "/everything", 401);

            JsonNode seen = asked(slug + "/everything", width, false);

            String both = "Everything, through Engineering";
            assertThat(seen.path("login").path("text").asString())
                    .contains("to connect " + McpApp.NAME + " to " + both);
            assertThat(seen.path("consent").path("text").asString())
                    .contains("Allow " + McpApp.NAME + " to use " + both + "?", DEMO.mcp(slug + "/everything"));
            for (String page : List.of("login", "consent")) {
                assertThat(seen.path(page).path("overflow").asInt()).as(page).isLessThanOrEqualTo(0);
            }
        } finally {
            admin.delete("/bundles/" + bundle);
        }
    }

    @Test
    void darkSchemeThenTheBackgroundIsDark() {
        assertThat(consent(375, true).path("background").asString())
                .isNotEqualTo(consent(375, false).path("background").asString());
    }

    @Test
    void appThatIsNotKnownThenAPageInPlainWords() {
        JsonNode page = browser.ask(
                "see",
                Map.of(
                        "address",
                        DEMO.issuer() + "/oauth2/authorize?client_id=nobody&response_type=code",
                        "width",
                        320,
                        "dark",
                        false));

        assertThat(page.path("status").asInt()).isEqualTo(400);
        assertThat(page.path("text").asString()).contains("not registered here");
        assertThat(page.path("overflow").asInt()).isLessThanOrEqualTo(0);
    }

    private static String address(McpApp app) {
        return app.request()
                .with("redirect_uri", browser.ask("listen").asString())
                .url();
    }

    private static JsonNode consent(int width, boolean dark) {
        return asked("everything", width, dark).path("consent");
    }

    private static JsonNode asked(String route, int width, boolean dark) {
        McpApp app = McpApp.installedFor(DEMO.mcp(route));
        return browser.ask(
                "authorize",
                Map.of(
                        "address",
                        address(app),
                        "email",
                        Person.ADA.email(),
                        "password",
                        Person.ADA.password(),
                        "decision",
                        "deny",
                        "width",
                        width,
                        "dark",
                        dark));
    }
}
