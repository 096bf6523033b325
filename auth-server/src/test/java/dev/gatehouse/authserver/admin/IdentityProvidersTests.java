package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.db.server.ExternalIdpRepository;
import dev.gatehouse.db.server.ExternalIdpRow;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class IdentityProvidersTests {

    private static final String SECRET = "s3cret of our client there";

    private final AccountFixture demo = new AccountFixture();

    private static Map<String, Object> with(Object... more) {
        Map<String, Object> body = AccountFixture.providerBody();
        body.putAll(object(more));
        return body;
    }

    private static Map<String, Object> asked(Object... more) {
        Map<String, Object> body = AccountFixture.providerBody();
        body.remove("jwksUri");
        body.putAll(object(
                "validation", "INTROSPECTION",
                "introspectionUri", "https://idp.example/introspect",
                "clientId", "our gateway",
                "clientSecret", SECRET,
                "preset", "OKTA"));
        body.putAll(object(more));
        return body;
    }

    private String governing(UUID server) {
        return "/servers/" + server + "/identity-provider";
    }

    @Test
    void createWhenCompleteThenAnswersItWithoutSecrets() {
        List<String> audited = demo.audited(() -> {
            Answer created = demo.api.post("/identity-providers", AccountFixture.providerBody());
            assertThat(created.outcome()).isEqualTo("201");
            assertThat(created.text())
                    .contains("\"issuer\":\"https://idp.example/realms/acme\"")
                    .contains("\"validation\":\"JWKS\"")
                    .contains("\"requiredScopes\":[\"mcp\"]")
                    .doesNotContain("clientSecret");
            assertThat(demo.api.get(created.header("Location")).json()).isEqualTo(created.json());
            assertThat(demo.api.get("/identity-providers").items("id"))
                    .containsExactly(created.json().get("id").asString());
        });
        assertThat(audited).containsExactly("IDENTITY_PROVIDER_CREATED");
    }

    @Test
    void createWhenValuesAreWrongThenRefuses() {
        for (Object body : list(
                with("name", ""),
                with("issuer", "http://idp.example"),
                with("issuer", "idp.example"),
                with("issuer", "https://idp.example?x"),
                with("issuer", "https://idp.example#x"),
                with("issuer", "http://localhost:9000"),
                with("issuer", "http://LOCALHOST:9000/"),
                with("audience", ""),
                with("audience", "two words"),
                with("audience", "a\nb"),
                with("jwksUri", null),
                with("jwksUri", "http://idp.example/jwks"),
                with("jwksUri", "file:///etc/passwd"),
                with("jwksUri", "https://u:p@idp.example/jwks"),
                with("validation", "INTROSPECTION"),
                with("validation", "NONE"),
                with("clientId", "x"),
                with("clientSecret", "x"),
                with("introspectionUri", "https://idp.example/introspect"),
                with("preset", "ACME"),
                with("jwksUri", "https://192.168.1.1/keys"),
                with("requiredScopes", list("a b")),
                with("requiredScopes", list("")),
                with("requiredScopes", list("a\"b")),
                object("name", "x", "issuer", "https://a.example", "jwksUri", "https://a.example/k"))) {
            assertThat(demo.api.post("/identity-providers", body).outcome())
                    .as(body.toString())
                    .isEqualTo("422 INVALID_VALUE");
        }
        for (Object body : list(
                with("requiredScopes", "mcp"),
                with("requiredScopes", list(1)),
                with("jwksUri", 1),
                with("id", UUID.randomUUID()),
                with("discovery", true))) {
            assertThat(demo.api.post("/identity-providers", body).outcome())
                    .as(body.toString())
                    .isEqualTo("400 MALFORMED_REQUEST");
        }
        assertThat(demo.api.get("/identity-providers").items("id")).isEmpty();
    }

    @Test
    void createWithMembersOfTheOtherWayThenRefusedBeforeTheIssuerIsAskedAndNotCounted() {
        for (int i = 0; i < 35; i++) {
            Answer refused = demo.api.post(
                    "/identity-providers", with("issuer", "https://192.168.1.1", "validation", "INTROSPECTION"));
            assertThat(refused.outcome()).isEqualTo("422 INVALID_VALUE");
            assertThat(refused.text()).contains("`jwksUri` is for `JWKS`");
        }
    }

    @Test
    void createWithoutTheAddressThenTheIssuerIsAskedOnlySoOften() {
        List<String> outcomes = new java.util.ArrayList<>();
        for (int i = 0; i < 35; i++) {
            outcomes.add(demo.api
                    .post("/identity-providers", with("issuer", "https://192.168.1.1", "jwksUri", null))
                    .outcome());
        }
        assertThat(outcomes.subList(0, 30)).containsOnly("422 INVALID_VALUE");
        assertThat(outcomes.get(34)).startsWith("429");
    }

    @Test
    void createWhenAskedAndValuesAreWrongThenRefuses() {
        for (Object body : list(
                asked("jwksUri", "https://idp.example/jwks"),
                asked("introspectionUri", "http://idp.example/introspect"),
                asked("clientId", null),
                asked("clientId", ""),
                asked("clientId", "a\nb"),
                asked("clientId", "x".repeat(501)),
                asked("clientSecret", null),
                asked("clientSecret", ""),
                asked("clientSecret", "a\u0000b"),
                asked("clientSecret", "x".repeat(1001)))) {
            assertThat(demo.api.post("/identity-providers", body).outcome())
                    .as(body.toString())
                    .isEqualTo("422 INVALID_VALUE");
        }
    }

    @Test
    void createWhenAskedThenItsSecretIsStoredWrappedAndShownNowhere() {
        Answer created = demo.api.post("/identity-providers", asked());
        assertThat(created.outcome()).isEqualTo("201");
        String path = "/identity-providers/" + created.json().get("id").asString();
        demo.api.patch(path, object("clientSecret", SECRET + "2"));

        assertThat(demo.api.get(path).text())
                .contains("\"introspectionUri\":\"https://idp.example/introspect\"", "\"preset\":\"OKTA\"")
                .doesNotContain(SECRET, "clientSecret");
        String stored = stored(created.json().get("id").asString());
        assertThat(stored).isNotEmpty().doesNotContain(SECRET);
        String log = demo.api.get("/audit-events?limit=200").text();
        assertThat(log).contains("\"clientSecret\":\"changed\"").doesNotContain(SECRET, stored);
    }

    @Test
    void changeWhenTheSecretIsTheSameThenNothingHasChanged() {
        String id =
                demo.api.post("/identity-providers", asked()).json().get("id").asString();
        String before = stored(id);

        List<String> audited = demo.audited(() -> {
            Answer same = demo.api.patch("/identity-providers/" + id, object("clientSecret", SECRET));
            assertThat(same.outcome()).isEqualTo("200");
        });

        assertThat(audited).isEmpty();
        assertThat(stored(id)).isEqualTo(before);
    }

    @Test
    void changeWhenTheEndpointMovesThenTheSecretMustBeEnteredAgain() {
        String path = "/identity-providers/"
                + demo.api.post("/identity-providers", asked()).json().get("id").asString();

        assertThat(demo.api
                        .patch(path, object("introspectionUri", "https://idp.example/other"))
                        .outcome())
                .isEqualTo("200");
        assertThat(demo.api
                        .patch(path, object("introspectionUri", "https://evil.example/introspect"))
                        .outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api
                        .patch(path, object("introspectionUri", "https://idp.example:8443/introspect"))
                        .outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api
                        .patch(
                                path,
                                object("introspectionUri", "https://idp2.example/introspect", "clientSecret", "known"))
                        .outcome())
                .isEqualTo("200");
        assertThat(demo.api.patch(path, object("clientSecret", null)).outcome()).isEqualTo("422 INVALID_VALUE");
    }

    @Test
    void changeWhenTheWayToValidateChangesThenWhatTheOtherNeededIsForgotten() {
        String id = demo.provider().toString();
        String path = "/identity-providers/" + id;

        assertThat(demo.api.patch(path, object("validation", "INTROSPECTION")).outcome())
                .isEqualTo("422 INVALID_VALUE");
        Answer asked = demo.api.patch(
                path,
                object(
                        "validation", "INTROSPECTION",
                        "introspectionUri", "https://idp.example/introspect",
                        "clientId", "gateway",
                        "clientSecret", SECRET));
        assertThat(asked.outcome()).isEqualTo("200");
        assertThat(asked.json().get("jwksUri").isNull()).isTrue();

        Answer byKeys = demo.api.patch(path, object("validation", "JWKS", "jwksUri", "https://idp.example/jwks"));
        assertThat(byKeys.outcome()).isEqualTo("200");
        assertThat(byKeys.json().get("introspectionUri").isNull()).isTrue();
        assertThat(byKeys.json().get("clientId").isNull()).isTrue();
        assertThat(stored(id)).isEmpty();
    }

    @Test
    void presetsThenEachSaysWhatToDoAndWhatIsNotPossible() {
        Answer presets = demo.api.get("/identity-providers/presets");

        assertThat(presets.items("preset")).containsExactly("KEYCLOAK", "OKTA", "AUTH0", "ENTRA", "GOOGLE");
        presets.json().get("items").forEach(preset -> {
            assertThat(preset.get("setUp").size()).as(preset.toString()).isPositive();
            assertThat(preset.get("limits").size()).as(preset.toString()).isPositive();
        });
    }

    private static String stored(String id) {
        return AdminApi.bean(ExternalIdpRepository.class)
                .findById(UUID.fromString(id))
                .map(ExternalIdpRow::clientSecret)
                .orElse("");
    }

    @Test
    void changeWhenServersAreBoundThenTellsTheGatewaysOfEach() {
        UUID provider = demo.provider();
        UUID bound = demo.server("bound");
        UUID unbound = demo.server("unbound");
        demo.switchTo(bound, provider);
        String path = "/identity-providers/" + provider;

        List<String> audited = demo.audited(() -> {
            Answer changed = demo.api.patch(path, object("jwksUri", "http://127.0.0.1:7000/jwks", "version", 1));
            assertThat(changed.outcome()).isEqualTo("200");
            assertThat(changed.json().get("requiredScopes").toString()).isEqualTo("[\"mcp\"]");
            demo.api.patch(path, object("jwksUri", "http://127.0.0.1:7000/jwks"));
        });

        assertThat(audited).containsExactly("IDENTITY_PROVIDER_CHANGED");
        assertThat(AccountFixture.feed(bound)).endsWith("SERVER IDENTITY_PROVIDER_CHANGED");
        assertThat(AccountFixture.feed(unbound)).containsExactly("SERVER CREATED");
        assertThat(demo.api.patch(path, object("name", "x", "version", 1)).outcome())
                .isEqualTo("409 STALE_VERSION");
        assertThat(demo.api.patch(path, object("requiredScopes", list())).outcome())
                .isEqualTo("200");
        assertThat(demo.api.patch(path, object("jwksUri", null)).outcome()).isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api
                        .patch(path, object("jwksUri", "https://10.0.0.1/keys"))
                        .outcome())
                .isEqualTo("422 INVALID_VALUE");
    }

    @Test
    void deleteWhenAServerIsBoundThenRefusesUntilItIsNot() {
        UUID provider = demo.provider();
        UUID server = demo.server("notes");
        demo.switchTo(server, provider);

        assertThat(demo.api.delete("/identity-providers/" + provider).outcome()).isEqualTo("409 IDP_IN_USE");
        demo.api.delete("/servers/" + server);
        List<String> audited = demo.audited(() -> assertThat(
                        demo.api.delete("/identity-providers/" + provider).outcome())
                .isEqualTo("204"));
        assertThat(audited).containsExactly("IDENTITY_PROVIDER_DELETED");
        assertThat(demo.api.get("/identity-providers/" + provider).outcome()).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void switchWhenThereAndBackThenGrantsAndAuthorizationsAreUntouched() {
        UUID server = demo.server("everything");
        demo.grant(server, demo.cus);
        UUID family = demo.authorization(demo.cus, server);
        List<Map<String, Object>> grants = grants(server);
        UUID provider = demo.provider();
        long version = demo.api.get(governing(server)).json().get("version").asLong();

        List<String> audited = demo.audited(() -> {
            Object external = object("type", "EXTERNAL", "externalIdpId", provider, "version", version);
            Answer switched = demo.api.put(governing(server), external);
            assertThat(switched.outcome()).isEqualTo("200");
            assertThat(switched.json().get("externalIdpId").asString()).isEqualTo(provider.toString());
            assertThat(demo.api.put(governing(server), external).outcome()).isEqualTo("409 STALE_VERSION");
            assertThat(grants(server)).isEqualTo(grants);
            assertThat(demo.fate(family)).isEqualTo("alive");
            assertThat(demo.api
                            .get("/servers/" + server)
                            .json()
                            .get("identityProvider")
                            .toString())
                    .contains("EXTERNAL")
                    .contains(provider.toString());
            demo.switchTo(server, provider);
            demo.switchTo(server, null);
        });

        assertThat(audited)
                .containsExactly(
                        "IDENTITY_PROVIDER_SWITCHED", "ADMIN_REFUSED STALE_VERSION", "IDENTITY_PROVIDER_SWITCHED");
        assertThat(AccountFixture.feed(server))
                .containsExactly(
                        "SERVER CREATED", "SERVER IDENTITY_PROVIDER_SWITCHED", "SERVER IDENTITY_PROVIDER_SWITCHED");
        assertThat(grants(server)).isEqualTo(grants);
        assertThat(demo.fate(family)).isEqualTo("alive");
    }

    @Test
    void previewWhenAskedThenCountsAndWritesNothing() {
        UUID server = demo.server("everything");
        demo.grant(server, demo.cus, demo.carl);
        demo.authorization(demo.cus, server);
        demo.authorization(demo.cus, server);
        demo.authorization(demo.ada, server);
        UUID provider = demo.provider();
        Object external = object("type", "EXTERNAL", "externalIdpId", provider);

        List<String> audited = demo.audited(() -> {
            JsonNode out =
                    demo.api.post(governing(server) + "/preview", external).json();
            assertThat(out.at("/stops/authorizations").asInt()).isEqualTo(3);
            assertThat(out.at("/stops/users").size()).isEqualTo(2);
            assertThat(out.at("/stops/users").toString()).contains(demo.cus.toString());
            assertThat(out.at("/keeps/grants").asInt()).isEqualTo(2);
            assertThat(out.at("/resumes/authorizations").asInt()).isZero();
            JsonNode nothing = demo.api
                    .post(governing(server) + "/preview", object("type", "BUILT_IN"))
                    .json();
            assertThat(nothing.at("/stops/authorizations").asInt()).isZero();
        });
        assertThat(audited).isEmpty();

        demo.switchTo(server, provider);
        JsonNode back = demo.api
                .post(governing(server) + "/preview", object("type", "BUILT_IN"))
                .json();
        assertThat(back.at("/resumes/authorizations").asInt()).isEqualTo(3);
        assertThat(back.at("/stops/authorizations").asInt()).isZero();
    }

    @Test
    void switchWhenTheBodyIsWrongThenRefuses() {
        UUID server = demo.server("everything");
        UUID foreign = new AccountFixture().provider();
        UUID own = demo.provider();
        Map<Object, String> outcomes = Map.of(
                object(), "422 INVALID_VALUE",
                object("type", "EXTERNAL"), "422 INVALID_VALUE",
                object("type", "BUILT_IN", "externalIdpId", own), "422 INVALID_VALUE",
                object("type", "built_in"), "422 INVALID_VALUE",
                object("type", "EXTERNAL", "externalIdpId", foreign), "404 NOT_FOUND",
                object("type", "EXTERNAL", "externalIdpId", UUID.randomUUID()), "404 NOT_FOUND",
                object("type", true), "400 MALFORMED_REQUEST",
                object("type", "BUILT_IN", "issuer", "https://x.example"), "400 MALFORMED_REQUEST");
        outcomes.forEach((body, outcome) -> {
            assertThat(demo.api.put(governing(server), body).outcome())
                    .as(body.toString())
                    .isEqualTo(outcome);
            assertThat(demo.api.post(governing(server) + "/preview", body).outcome())
                    .as(body.toString())
                    .isEqualTo(outcome);
        });
        assertThat(demo.api.get(governing(server)).json().get("type").asString())
                .isEqualTo("BUILT_IN");
    }

    private static List<Map<String, Object>> grants(UUID server) {
        return AccountFixture.jdbc()
                .sql("select * from server_grant where server_id = :id order by membership_id")
                .param("id", server)
                .query()
                .listOfRows();
    }
}
