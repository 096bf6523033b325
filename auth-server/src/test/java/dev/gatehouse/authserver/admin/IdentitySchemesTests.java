package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.authserver.key.WrappedSecrets;
import dev.gatehouse.authserver.key.WrappedSecrets.Owner;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an upstream is shown of who calls, as admins set it. */
class IdentitySchemesTests {

    private static final String SECRET = "sesame-7f3a";

    private final AccountFixture demo = new AccountFixture();
    private final UUID id = demo.server("notes");
    private final String path = "/servers/" + id;

    private Answer patch(Object... members) {
        return demo.api.patch(path, object(members));
    }

    private String shown(Object... members) {
        Answer answer = patch(members);
        assertThat(answer.outcome()).as(answer.text()).isEqualTo("200");
        return answer.json().path("identityScheme").asString() + " "
                + answer.json().path("identitySettings");
    }

    private Map<String, Object> exchange(Object... more) {
        Map<String, Object> settings = object("tokenEndpoint", "https://as.example/token", "clientId", "gateway");
        settings.putAll(object(more));
        return settings;
    }

    private String stored() {
        return AccountFixture.jdbc()
                .sql("select coalesce(identity_secret, '') from mcp_server where id = :id")
                .param("id", id)
                .query(String.class)
                .single();
    }

    private String unwrapped() {
        return AdminApi.bean(WrappedSecrets.class)
                .unwrap(Owner.server(id), stored())
                .orElse("");
    }

    @Test
    void changeThenEachSchemeShowsItsSettingsWithTheirDefaultsAndNoSecret() {
        assertThat(shown("identityScheme", "SHARED"))
                .isEqualTo("SHARED {\"header\":\"authorization\",\"prefix\":\"Bearer \",\"secretSet\":false}");
        assertThat(shown("identitySettings", object("header", "X-Api-Key", "secret", SECRET)))
                .isEqualTo("SHARED {\"header\":\"x-api-key\",\"prefix\":\"\",\"secretSet\":true}");
        assertThat(shown("identityScheme", "ASSERTION"))
                .isEqualTo("ASSERTION {\"audience\":\"http://localhost:8090/notes\"}");
        assertThat(shown("identitySettings", object("audience", "https://up.example")))
                .isEqualTo("ASSERTION {\"audience\":\"https://up.example\"}");
        assertThat(shown("identityScheme", "TOKEN_EXCHANGE", "identitySettings", exchange("clientSecret", SECRET)))
                .isEqualTo("TOKEN_EXCHANGE {\"tokenEndpoint\":\"https://as.example/token\",\"clientId\":\"gateway\","
                        + "\"secretSet\":true}");
        assertThat(shown(
                        "identitySettings",
                        object("scope", "a b", "resource", "https://up.example/", "audience", "up")))
                .contains("\"resource\":\"https://up.example/\",\"audience\":\"up\",\"scope\":\"a b\"");
        assertThat(shown("identityScheme", "NONE")).isEqualTo("NONE {}");
        assertThat(demo.api.get(path).text() + demo.api.get("/servers").text()).doesNotContain(SECRET);
    }

    @Test
    void secretThenStoredWrappedBoundToItsServerAndNeverInTheAudit() {
        patch("identityScheme", "SHARED", "identitySettings", object("secret", SECRET));
        assertThat(stored()).isNotEmpty().doesNotContain(SECRET);
        assertThat(unwrapped()).isEqualTo(SECRET);
        assertThat(AdminApi.bean(WrappedSecrets.class).unwrap(Owner.server(demo.server("other")), stored()))
                .isEmpty();

        patch("identitySettings", object("secret", "another-one"));
        List<String> changes = AccountFixture.jdbc()
                .sql("select before_state || after_state from audit_event where account_id = :id and action ="
                        + " 'SERVER_CHANGED' order by at, id")
                .param("id", demo.id)
                .query(String.class)
                .list();
        assertThat(changes)
                .hasSize(2)
                .allSatisfy(change -> assertThat(change)
                        .contains("\"secret\":\"changed\"")
                        .doesNotContain(SECRET, "another-one", stored()));
    }

    @Test
    void sameAgainThenNothingIsWritten() {
        Object[] shared = {
            "identityScheme",
            "SHARED",
            "identitySettings",
            object("header", "x-key", "prefix", "Key ", "secret", SECRET)
        };
        shown(shared);
        assertThat(demo.audited(() -> {
                    shown(shared);
                    shown("identitySettings", object("secret", SECRET));
                    shown("identitySettings", object());
                }))
                .isEmpty();
        shown("identityScheme", "ASSERTION");
        assertThat(demo.audited(() -> shown("identitySettings", object("audience", "http://localhost:8090/notes"))))
                .isEmpty();
        assertThat(shown("upstreamUrl", "http://localhost:8090/moved")).contains("8090/moved");
    }

    @Test
    void deletedThenTheSecretIsGone() {
        shown("identityScheme", "SHARED", "identitySettings", object("secret", SECRET));
        assertThat(demo.api.delete(path).outcome()).isEqualTo("204");
        assertThat(stored()).isEmpty();
    }

    @Test
    void nullThenRemovesAMemberOrAllOfThem() {
        shown("identityScheme", "SHARED", "identitySettings", object("header", "x-key", "secret", SECRET));
        assertThat(shown("identitySettings", object("secret", null)))
                .isEqualTo("SHARED {\"header\":\"x-key\",\"prefix\":\"\",\"secretSet\":false}");
        shown("identitySettings", object("secret", SECRET));
        assertThat(shown("identitySettings", null))
                .isEqualTo("SHARED {\"header\":\"authorization\",\"prefix\":\"Bearer \",\"secretSet\":false}");
        assertThat(stored()).isEmpty();
    }

    @Test
    void anotherSchemeThenNothingOfTheFormerIsLeft() {
        shown("identityScheme", "SHARED", "identitySettings", object("header", "x-key", "secret", SECRET));
        shown("identityScheme", "ASSERTION");
        assertThat(stored()).isEmpty();
        assertThat(shown("identityScheme", "SHARED"))
                .isEqualTo("SHARED {\"header\":\"authorization\",\"prefix\":\"Bearer \",\"secretSet\":false}");
    }

    @Test
    void upstreamOrTokenEndpointMovedToAnotherHostThenTheSecretDoesNotGoThere() {
        shown("identityScheme", "SHARED", "identitySettings", object("secret", SECRET));
        assertThat(shown("upstreamUrl", "http://localhost:8090/elsewhere")).contains("\"secretSet\":true");
        assertThat(shown("upstreamUrl", "http://localhost:8091/notes")).contains("\"secretSet\":false");
        assertThat(shown("upstreamUrl", "https://evil.example/", "identitySettings", object("secret", SECRET)))
                .contains("\"secretSet\":true");

        shown("identityScheme", "TOKEN_EXCHANGE", "identitySettings", exchange("clientSecret", SECRET));
        assertThat(shown("identitySettings", object("tokenEndpoint", "https://as.example/token2")))
                .contains("\"secretSet\":true");
        assertThat(shown("identitySettings", object("tokenEndpoint", "https://evil.example/token")))
                .contains("\"secretSet\":false");
    }

    @Test
    void valuesThatCannotBeThenRefused() {
        shown("identityScheme", "SHARED");
        Stream.of("Host", "content-length", "Content-Type", "mcp-session-id", "Cookie", "transfer-encoding", "te")
                .forEach(header -> refused("identitySettings", object("header", header)));
        Stream.of("a_b", "", "a b", "a:b", "ä", "connection", "proxy-authorization", "last-event-id", "x".repeat(101))
                .forEach(header -> refused("identitySettings", object("header", header)));
        Stream.of("", " a", "a ", "a\r\nx: y", "ä", "x".repeat(2001))
                .forEach(secret -> refused("identitySettings", object("secret", secret)));
        Stream.of(" a", "a\n", "x".repeat(101))
                .forEach(prefix -> refused("identitySettings", object("prefix", prefix)));
        refused("identitySettings", object("audience", "x"));
        refused("identitySettings", object("clientSecret", "x"));
        Stream.of(
                        "",
                        "a b",
                        "http://localhost:9000",
                        "http://localhost:9000/oauth2/token",
                        "http://127.0.0.1:9000/oauth2/token",
                        "https://[::1]:8080/mcp/x",
                        "http://localhost:8080/mcp/x")
                .forEach(audience ->
                        refused("identityScheme", "ASSERTION", "identitySettings", object("audience", audience)));
        Stream.of(
                        exchange("tokenEndpoint", "http://as.example/token"),
                        exchange("tokenEndpoint", "https://169.254.169.254/token"),
                        exchange("tokenEndpoint", "http://localhost:9000/oauth2/token"),
                        exchange("tokenEndpoint", null),
                        exchange("tokenEndpoint", "as"),
                        exchange("clientId", null),
                        exchange("clientId", " "),
                        exchange("scope", "a  b"),
                        exchange("scope", "\""),
                        exchange("resource", "relative"),
                        exchange("resource", "https://up.example/#x"))
                .forEach(settings -> refused("identityScheme", "TOKEN_EXCHANGE", "identitySettings", settings));
        assertThat(patch("identitySettings", object("secretSet", true)).outcome())
                .isEqualTo("400 MALFORMED_REQUEST");
        assertThat(patch("identitySettings", object("secret", 1)).outcome()).isEqualTo("400 MALFORMED_REQUEST");
    }

    private void refused(Object... members) {
        assertThat(patch(members).outcome()).as(object(members).toString()).isEqualTo("422 INVALID_VALUE");
    }

    @Test
    void sharedWithoutACredentialThenDecisionsSayThatCallsAreRefused() {
        Map<String, Object> question = object("userId", demo.ada, "serverId", id, "action", "INVOKE", "tool", "add");
        assertThat(demo.api.post("/decisions", question).text()).doesNotContain("SHARED_IDENTITY_UNSET");
        shown("identityScheme", "SHARED");
        assertThat(demo.api.post("/decisions", question).json().path("reason").asString())
                .isEqualTo("SHARED_IDENTITY_UNSET");
        shown("identitySettings", object("secret", SECRET));
        assertThat(demo.api.post("/decisions", question).json().path("allowed").booleanValue())
                .isTrue();
    }

    @Test
    void selfValidatingThenItTakesNone() {
        Answer made = demo.api.post(
                "/servers",
                object("name", "D", "slug", "d-" + demo.mark, "resourceUri", "https://d-" + demo.mark + ".example"));
        String direct = "/servers/" + made.json().path("id").asString();
        assertThat(demo.api.patch(direct, object("identityScheme", "SHARED")).outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api.patch(direct, object("maxConcurrentRequests", 1)).outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api.patch(direct, object("identityScheme", "NONE")).outcome())
                .isEqualTo("200");
    }

    @Test
    void createThenWithItsSchemeAndItsBoundAtOnce() {
        Answer made = demo.api.post(
                "/servers",
                object(
                        "name",
                        "X",
                        "slug",
                        "x-" + demo.mark,
                        "upstreamUrl",
                        "http://localhost:8090/x",
                        "identityScheme",
                        "SHARED",
                        "identitySettings",
                        object("secret", SECRET),
                        "maxConcurrentRequests",
                        7));
        assertThat(made.outcome()).isEqualTo("201");
        assertThat(made.text())
                .contains("\"secretSet\":true", "\"maxConcurrentRequests\":7")
                .doesNotContain(SECRET);
        String place = "/servers/" + made.json().path("id").asString();
        assertThat(demo.api.patch(place, object("maxConcurrentRequests", null)).text())
                .contains("\"maxConcurrentRequests\":null");
    }
}
