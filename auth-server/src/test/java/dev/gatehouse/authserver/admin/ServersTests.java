package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ServersTests {

    private final AccountFixture demo = new AccountFixture();

    private Map<String, Object> selfValidating(String resourceUri) {
        return object("name", "Direct", "slug", "direct-" + UUID.randomUUID(), "resourceUri", resourceUri);
    }

    @Test
    void changeWhenPatchedThenChangesOnlyWhatItNames() {
        UUID id = demo.server("notes");
        JsonNode before = demo.api.get("/servers/" + id).json();
        List<String> audited = demo.audited(() -> {
            Answer changed = demo.api.patch(
                    "/servers/" + id,
                    object("name", "Notes 2", "enabled", false, "upstreamUrl", "https://up.example/mcp?x=1"));
            assertThat(changed.outcome()).isEqualTo("200");
            assertThat(changed.json().get("name").asString()).isEqualTo("Notes 2");
            assertThat(changed.json().get("enabled").asBoolean()).isFalse();
            assertThat(changed.json().get("upstreamUrl").asString()).isEqualTo("https://up.example/mcp?x=1");
            assertThat(changed.json().get("slug")).isEqualTo(before.get("slug"));
            assertThat(changed.json().get("version").asLong())
                    .isEqualTo(before.get("version").asLong() + 1);
        });
        assertThat(audited).containsExactly("SERVER_CHANGED");
        assertThat(AccountFixture.feed(id)).containsExactly("SERVER CREATED", "SERVER CHANGED");
    }

    @Test
    void changeWhenItChangesNothingThenWritesNothing() {
        UUID id = demo.server("notes");
        JsonNode before = demo.api.get("/servers/" + id).json();
        List<String> audited = demo.audited(() -> {
            Object same = object(
                    "name",
                    "notes",
                    "slug",
                    "notes-" + demo.mark,
                    "resourceUri",
                    before.get("resource").asString(),
                    "enabled",
                    true,
                    "revocationMode",
                    null,
                    "identityScheme",
                    "NONE",
                    "identitySettings",
                    object(),
                    "maxConcurrentRequests",
                    null,
                    "featurePolicy",
                    object());
            assertThat(demo.api.patch("/servers/" + id, same).json()).isEqualTo(before);
            assertThat(demo.api.patch("/servers/" + id, object()).json()).isEqualTo(before);
        });
        assertThat(audited).isEmpty();
        assertThat(AccountFixture.feed(id)).containsExactly("SERVER CREATED");
    }

    @Test
    void changeWhenVersionIsStaleThenRefusesAndAuditsOnce() {
        UUID id = demo.server("notes");
        String path = "/servers/" + id;
        assertThat(demo.api.patch(path, object("name", "b", "version", 1)).outcome())
                .isEqualTo("200");

        List<String> audited = demo.audited(() -> {
            assertThat(demo.api.patch(path, object("name", "c", "version", 1)).outcome())
                    .isEqualTo("409 STALE_VERSION");
            assertThat(demo.api
                            .header("If-Match", "\"1\"")
                            .patch(path, object("name", "c"))
                            .outcome())
                    .isEqualTo("409 STALE_VERSION");
            assertThat(demo.api.header("If-Match", "1").delete(path).outcome()).isEqualTo("409 STALE_VERSION");
        });
        assertThat(audited)
                .containsExactly(
                        "ADMIN_REFUSED STALE_VERSION", "ADMIN_REFUSED STALE_VERSION", "ADMIN_REFUSED STALE_VERSION");
        assertThat(demo.api
                        .header("If-Match", "\"2\"")
                        .patch(path, object("name", "c"))
                        .outcome())
                .isEqualTo("200");
        assertThat(demo.api
                        .header("If-Match", "*")
                        .patch(path, object("name", "d"))
                        .outcome())
                .isEqualTo("200");
        assertThat(demo.api
                        .header("If-Match", "4")
                        .patch(path, object("name", "e", "version", 4))
                        .outcome())
                .isEqualTo("200");
        assertThat(demo.api
                        .header("If-Match", "4")
                        .patch(path, object("name", "e", "version", 5))
                        .outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api
                        .header("If-Match", "soon")
                        .patch(path, object("name", "e"))
                        .outcome())
                .isEqualTo("400 MALFORMED_REQUEST");
        assertThat(demo.api.patch(path, object("version", "5")).outcome()).isEqualTo("400 MALFORMED_REQUEST");
    }

    @Test
    void changeWhenManyHoldOneVersionThenOneWins() {
        UUID id = demo.server("notes");
        List<String> outcomes = Stream.iterate(0, i -> i + 1)
                .limit(8)
                .parallel()
                .map(i -> demo.api
                        .patch("/servers/" + id, object("name", "n" + i, "version", 1))
                        .outcome())
                .toList();
        assertThat(outcomes).filteredOn("200"::equals).hasSize(1);
        assertThat(outcomes).filteredOn("409 STALE_VERSION"::equals).hasSize(7);
    }

    @Test
    void changeWhenItCannotBeThenRefuses() {
        UUID id = demo.server("notes");
        UUID direct = UUID.fromString(demo.api
                .post("/servers", selfValidating("https://d-" + demo.mark + ".example"))
                .json()
                .get("id")
                .asString());
        List<Map<String, Object>> wrong = Arrays.asList(
                object("slug", "other"),
                object("resourceUri", "https://other.example"),
                object("name", null),
                object("enabled", null),
                object("upstreamUrl", null),
                object("apiTokens", null),
                object("identityScheme", null),
                object("featurePolicy", object("tools", object())));
        for (String own : List.of(
                "http://localhost:8080/mcp/notes",
                "http://LOCALHOST.:8080/x",
                "http://127.0.0.2:8080/mcp/notes",
                "http://[::1]:9000/api/v1/servers",
                "http://0.0.0.0:8080/")) {
            Answer loop = demo.api.patch("/servers/" + id, object("upstreamUrl", own));
            assertThat(loop.outcome()).as(own).isEqualTo("422 INVALID_VALUE");
            assertThat(loop.text()).as(own).contains("`upstreamUrl` must not be an address of this installation");
        }
        Answer inside = demo.api.patch("/servers/" + id, object("upstreamUrl", "http://169.254.169.254/latest"));
        assertThat(inside.outcome()).isEqualTo("422 INVALID_VALUE");
        assertThat(inside.text()).contains("`upstreamUrl` leads to", "GATEHOUSE_UPSTREAM_PRIVATE");
        wrong.forEach(body -> assertThat(demo.api.patch("/servers/" + id, body).outcome())
                .as(body.toString())
                .isEqualTo("422 INVALID_VALUE"));
        assertThat(demo.api
                        .patch("/servers/" + direct, object("upstreamUrl", "http://h/x"))
                        .outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api
                        .patch("/servers/" + direct, object("upstreamUrl", null))
                        .outcome())
                .isEqualTo("200");
        for (String member : List.of("id", "accountId", "resource", "identityProvider", "deletedAt", "__proto__")) {
            assertThat(demo.api.patch("/servers/" + id, object(member, "x")).outcome())
                    .isEqualTo("400 MALFORMED_REQUEST");
        }
    }

    @Test
    void revocationModeWhenItBecomesImmediateThenLateRevocationsReachTheGateways() {
        UUID id = demo.server("notes");
        demo.grant(id, demo.cus, demo.carl);
        UUID recent = demo.authorization(demo.cus, id);
        UUID old = demo.authorization(demo.carl, id);
        UUID live = demo.authorization(demo.ada, id);
        demo.api.delete("/servers/" + id + "/users/" + demo.cus);
        demo.api.delete("/servers/" + id + "/users/" + demo.carl);
        AccountFixture.jdbc()
                .sql("update oauth_authorization set revoked_at = current_timestamp - interval '61' minute"
                        + " where id = :id")
                .param("id", old)
                .update();
        assertThat(AccountFixture.feed(recent)).isEmpty();

        Answer changed = demo.api.patch("/servers/" + id, object("revocationMode", "IMMEDIATE"));

        assertThat(changed.json().get("effectiveRevocationMode").asString()).isEqualTo("IMMEDIATE");
        assertThat(AccountFixture.feed(recent)).containsExactly("AUTHORIZATION REACH_LOST");
        assertThat(AccountFixture.feed(old)).isEmpty();
        assertThat(AccountFixture.feed(live)).isEmpty();
        Answer back = demo.api.patch("/servers/" + id, object("revocationMode", null));
        assertThat(back.json().get("effectiveRevocationMode").asString()).isEqualTo("AT_EXPIRY");
    }

    @Test
    void deleteWhenAskedThenEndsEverythingOfTheServerAtOnce() {
        UUID id = demo.server("notes");
        demo.grant(id, demo.cus);
        UUID family = demo.authorization(demo.cus, id);
        UUID admins = demo.authorization(demo.ada, id);
        demo.api.post("/servers/" + id + "/introspection-credentials", null);

        List<String> audited = demo.audited(
                () -> assertThat(demo.api.delete("/servers/" + id).outcome()).isEqualTo("204"));

        assertThat(audited)
                .containsExactlyInAnyOrder(
                        "SERVER_DELETED",
                        "AUTHORIZATION_REVOKED SERVER_DELETED",
                        "AUTHORIZATION_REVOKED SERVER_DELETED");
        assertThat(demo.fate(family)).isEqualTo("SERVER_DELETED");
        assertThat(demo.fate(admins)).isEqualTo("SERVER_DELETED");
        assertThat(AccountFixture.feed(family)).containsExactly("AUTHORIZATION SERVER_DELETED");
        assertThat(AccountFixture.feed(id)).contains("SERVER DELETED");
        assertThat(demo.api.get("/servers/" + id).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.api.delete("/servers/" + id).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.api.get("/servers").items("id")).isEmpty();
        assertThat(AccountFixture.jdbc()
                        .sql("select (select count(*) from server_grant where server_id = :id)"
                                + " + (select count(*) from introspection_credential where server_id = :id)")
                        .param("id", id)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void listWhenPagedThenVisitsEveryServerOnce() {
        List<String> made = Stream.of("a", "b", "c", "d", "e")
                .map(name -> demo.server(name).toString())
                .toList();
        Answer first = demo.api.get("/servers?limit=2");
        Answer second = demo.api.get(
                "/servers?limit=2&cursor=" + first.json().get("next").asString());
        Answer third = demo.api.get(
                "/servers?limit=2&cursor=" + second.json().get("next").asString());

        assertThat(third.json().get("next").isNull()).isTrue();
        assertThat(Stream.of(first, second, third).flatMap(page -> page.items("id").stream()))
                .containsExactlyInAnyOrderElementsOf(made);
    }
}
