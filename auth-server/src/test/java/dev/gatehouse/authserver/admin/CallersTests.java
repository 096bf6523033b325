package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.apitoken.ApiTokenRepository;
import dev.gatehouse.policy.account.MembershipStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every route, taken from the route table, times every kind of caller. */
class CallersTests {

    private static final List<String> ROUTES = List.of(
            "GET /me",
            "GET /users",
            "GET /users/{id}",
            "PATCH /users/{id}",
            "DELETE /users/{id}",
            "PUT /users/{id}/role",
            "GET /roles",
            "POST /roles",
            "GET /roles/{id}",
            "PATCH /roles/{id}",
            "DELETE /roles/{id}",
            "POST /roles/{id}/duplicate",
            "GET /capabilities",
            "GET /account",
            "PATCH /account",
            "GET /users/{id}/authorizations",
            "DELETE /users/{id}/authorizations",
            "GET /authorizations/{id}",
            "DELETE /authorizations/{id}",
            "GET /clients",
            "POST /clients",
            "GET /clients/{id}",
            "PATCH /clients/{id}",
            "DELETE /clients/{id}",
            "POST /clients/{id}/secret",
            "POST /users/{id}/password-reset",
            "GET /users/{id}/mcp-access",
            "PUT /users/{id}/mcp-access",
            "GET /servers",
            "POST /servers",
            "GET /servers/{id}",
            "PATCH /servers/{id}",
            "DELETE /servers/{id}",
            "GET /servers/{id}/introspection-credentials",
            "POST /servers/{id}/introspection-credentials",
            "DELETE /servers/{id}/introspection-credentials/{credentialId}",
            "GET /servers/{id}/users",
            "POST /servers/{id}/users",
            "DELETE /servers/{id}/users/{userId}",
            "GET /servers/{id}/candidates",
            "GET /servers/{id}/identity-provider",
            "PUT /servers/{id}/identity-provider",
            "POST /servers/{id}/identity-provider/preview",
            "GET /client-domains",
            "PUT /client-domains/{domain}",
            "DELETE /client-domains/{domain}",
            "GET /client-documents",
            "PUT /client-documents",
            "DELETE /client-documents/{id}",
            "GET /identity-providers",
            "POST /identity-providers",
            "GET /identity-providers/{id}",
            "PATCH /identity-providers/{id}",
            "DELETE /identity-providers/{id}",
            "GET /api-tokens",
            "POST /api-tokens",
            "DELETE /api-tokens/{id}");

    private final AccountFixture demo = new AccountFixture();

    private record Route(String method, String pattern) {

        Object body() {
            return method.equals("GET") || method.equals("DELETE") ? null : object();
        }

        String path(Map<String, UUID> ids, UUID server, UUID user, UUID provider) {
            UUID id = pattern.contains("/servers/") ? server : pattern.contains("/users/") ? user : provider;
            return pattern.replace("{id}", id.toString())
                    .replace("{userId}", ids.get("userId").toString())
                    .replace("{domain}", "apps.example")
                    .replace("{credentialId}", ids.get("credentialId").toString());
        }
    }

    private static List<Route> routes() {
        return AdminApi.bean(RequestMappingHandlerMapping.class).getHandlerMethods().keySet().stream()
                .flatMap(mapping -> mapping.getPatternValues().stream()
                        .filter(pattern -> pattern.startsWith("/api/"))
                        .flatMap(pattern -> mapping.getMethodsCondition().getMethods().stream()
                                .map(method -> new Route(method.name(), pattern))))
                .toList();
    }

    private List<String> callAll(AdminApi caller, UUID server, UUID user, UUID provider) {
        Map<String, UUID> ids = Map.of("userId", user, "credentialId", UUID.randomUUID());
        List<String> outcomes = new ArrayList<>();
        for (Route route : routes()) {
            String path = route.path(ids, server, user, provider);
            outcomes.add(route.method() + " " + route.pattern() + " -> "
                    + caller.send(route.method(), path, route.body()).outcome());
        }
        return outcomes;
    }

    private static Set<String> answers(Collection<String> outcomes) {
        return outcomes.stream()
                .map(line -> line.replaceAll(".* -> ", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void routesWhenListedThenAreTheseAndNoOthers() {
        assertThat(routes().stream()
                        .map(route -> route.method() + " " + route.pattern().substring(7)))
                .containsExactlyInAnyOrderElementsOf(ROUTES);
    }

    @Test
    void everyRouteWhenTheCallerIsUnknownThenAsksForAToken() {
        UUID server = demo.server("notes");
        UUID provider = demo.provider();
        UUID disabled = demo.person("dis", dev.gatehouse.policy.account.SystemRole.ADMIN, MembershipStatus.DISABLED);
        UUID demoted = demo.carl;
        MembershipRepository memberships = AdminApi.bean(MembershipRepository.class);
        AdminApi demotedApi = demo.as(demoted);
        memberships.save(
                memberships.findById(demo.membership(demoted)).orElseThrow().withStatus(MembershipStatus.INVITED));
        String revoked = demo.token(demo.ada, null, Duration.ofDays(1));
        AccountFixture.jdbc()
                .sql("update api_token set revoked_at = current_timestamp where hash = :hash")
                .param("hash", dev.gatehouse.authserver.secret.Secrets.digest(revoked))
                .update();
        String live = demo.token(demo.ada, null, Duration.ofDays(1));
        List<AdminApi> strangers = List.of(
                AdminApi.anonymous(),
                AdminApi.with("garbage"),
                AdminApi.with(demo.token(demo.ada, null, Duration.ofSeconds(-1))),
                AdminApi.with(demo.token(demo.ada, server, Duration.ofDays(1))),
                AdminApi.with(revoked),
                demo.as(disabled),
                demotedApi,
                AdminApi.anonymous().header("Authorization", "Basic " + live),
                AdminApi.anonymous().header("Authorization", "Bearer"),
                AdminApi.anonymous().header("Authorization", "Bearer " + live + " " + live),
                AdminApi.with(live).header("Authorization", "Bearer " + live),
                AdminApi.anonymous().header("Cookie", "GATEHOUSE_SESSION=" + live));
        for (AdminApi stranger : strangers) {
            assertThat(answers(callAll(stranger, server, demo.cus, provider))).containsExactly("401 UNAUTHENTICATED");
            assertThat(stranger.get("/nothing").outcome()).isEqualTo("401 UNAUTHENTICATED");
            assertThat(stranger.get("/users").header("WWW-Authenticate")).startsWith("Bearer");
        }
        assertThat(AdminApi.anonymous().get("/users").header("WWW-Authenticate"))
                .isEqualTo("Bearer");
        assertThat(AdminApi.anonymous().get("/users?access_token=" + live).outcome())
                .isEqualTo("401 UNAUTHENTICATED");
        assertThat(AdminApi.anonymous()
                        .header("Authorization", "bearer " + live)
                        .get("/users")
                        .outcome())
                .isEqualTo("200");
        assertThat(demo.audited(() -> AdminApi.with("garbage").get("/users"))).isEmpty();
    }

    @Test
    void everyRouteButMeWhenTheCallerIsNoAdminThenIsForbiddenBeforeAnythingIsRead() {
        UUID server = demo.server("notes");
        UUID provider = demo.provider();
        for (UUID person : List.of(demo.mel, demo.cus)) {
            AdminApi caller = demo.as(person);
            List<String> outcomes = new ArrayList<>();
            List<String> audited = demo.audited(() -> outcomes.addAll(callAll(caller, server, demo.cus, provider)));

            assertThat(outcomes).contains("GET /api/v1/me -> 200");
            outcomes.remove("GET /api/v1/me -> 200");
            assertThat(answers(outcomes)).containsExactly("403 CAPABILITY_MISSING");
            assertThat(audited).hasSameSizeAs(outcomes).containsOnly("ADMIN_REFUSED CAPABILITY_MISSING");
            assertThat(answers(callAll(caller, UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID())))
                    .containsExactly("200", "403 CAPABILITY_MISSING");
            assertThat(caller.header("Content-Type", "text/plain")
                            .post("/servers", "{")
                            .outcome())
                    .isEqualTo("403 CAPABILITY_MISSING");
        }
    }

    @Test
    void everyRouteWithAnIdWhenItIsOfAnotherAccountThenThereIsNoSuchThing() {
        AccountFixture other = new AccountFixture();
        UUID server = other.server("secret");
        UUID provider = other.provider();
        String mine = demo.server("mine").toString();
        String none = UUID.randomUUID().toString();
        List<List<String>> calls = new ArrayList<>();
        for (String id : List.of(server.toString(), none, "x", "%20")) {
            calls.add(List.of("GET", "/servers/" + id, ""));
            calls.add(List.of("PATCH", "/servers/" + id, "{\"name\":\"x\"}"));
            calls.add(List.of("DELETE", "/servers/" + id, ""));
            calls.add(List.of("GET", "/servers/" + id + "/introspection-credentials", ""));
            calls.add(List.of("POST", "/servers/" + id + "/introspection-credentials", ""));
            calls.add(List.of("DELETE", "/servers/" + id + "/introspection-credentials/" + none, ""));
            calls.add(List.of("GET", "/servers/" + id + "/users", ""));
            calls.add(List.of("POST", "/servers/" + id + "/users", "{\"userIds\":[\"" + demo.cus + "\"]}"));
            calls.add(List.of("DELETE", "/servers/" + id + "/users/" + demo.cus, ""));
            calls.add(List.of("GET", "/servers/" + id + "/candidates", ""));
            calls.add(List.of("GET", "/servers/" + id + "/identity-provider", ""));
            calls.add(List.of("PUT", "/servers/" + id + "/identity-provider", "{\"type\":\"BUILT_IN\"}"));
            calls.add(List.of("POST", "/servers/" + id + "/identity-provider/preview", "{\"type\":\"BUILT_IN\"}"));
        }
        for (String id : List.of(provider.toString(), none, "x")) {
            calls.add(List.of("GET", "/identity-providers/" + id, ""));
            calls.add(List.of("PATCH", "/identity-providers/" + id, "{\"name\":\"x\"}"));
            calls.add(List.of("DELETE", "/identity-providers/" + id, ""));
        }
        for (String id : List.of(other.cus.toString(), none, "x")) {
            calls.add(List.of("GET", "/users/" + id, ""));
            calls.add(List.of("POST", "/users/" + id + "/password-reset", ""));
            calls.add(List.of("GET", "/users/" + id + "/mcp-access", ""));
            calls.add(List.of("PUT", "/users/" + id + "/mcp-access", "{\"mode\":\"ALL\"}"));
            calls.add(List.of("DELETE", "/servers/" + mine + "/users/" + id, ""));
        }
        String before = other.api.get("/servers/" + server).text();
        for (List<String> call : calls) {
            String body = call.get(2).isEmpty() ? null : call.get(2);
            assertThat(demo.api.send(call.get(0), call.get(1), body).outcome())
                    .as(call.toString())
                    .isEqualTo("404 NOT_FOUND");
        }
        assertThat(other.api.get("/servers/" + server).text()).isEqualTo(before);
        assertThat(demo.api.get("/users").text()).doesNotContain(other.mark);
        assertThat(demo.api.get("/servers").text()).doesNotContain(other.mark);
    }

    @Test
    void everyRouteOfClientsWhenTheIdIsOfAnotherAccountThenThereIsNoSuchThing() {
        AccountFixture other = new AccountFixture();
        String foreign = "c_of_another_account";
        UUID authorization = other.authorization(other.cus, other.server("secret"), foreign);
        String none = UUID.randomUUID().toString();
        List<List<String>> calls = new ArrayList<>();
        for (String id : List.of(authorization.toString(), none, "x")) {
            calls.add(List.of("GET", "/authorizations/" + id, ""));
            calls.add(List.of("DELETE", "/authorizations/" + id, ""));
        }
        for (String id : List.of(ClientIds.of(foreign), ClientIds.of("x y"), none, "x", "%20")) {
            calls.add(List.of("GET", "/clients/" + id, ""));
            calls.add(List.of("PATCH", "/clients/" + id, "{\"disabled\":true}"));
            calls.add(List.of("DELETE", "/clients/" + id, ""));
            calls.add(List.of("POST", "/clients/" + id + "/secret", ""));
        }
        for (String id : List.of(other.cus.toString(), none, "x")) {
            calls.add(List.of("GET", "/users/" + id + "/authorizations", ""));
            calls.add(List.of("DELETE", "/users/" + id + "/authorizations", ""));
        }
        for (List<String> call : calls) {
            String body = call.get(2).isEmpty() ? null : call.get(2);
            assertThat(demo.api.send(call.get(0), call.get(1), body).outcome())
                    .as(call.toString())
                    .isEqualTo("404 NOT_FOUND");
        }
        assertThat(other.fate(authorization)).isEqualTo("alive");
        assertThat(demo.api.get("/clients").items("clientId")).doesNotContain(foreign);
    }

    @Test
    void everyAdminWhenTheyCallThenIsLetThrough() {
        for (UUID person : List.of(demo.olga, demo.ada)) {
            assertThat(demo.as(person).get("/servers").outcome()).isEqualTo("200");
        }
        AdminApi.bean(ApiTokenRepository.class).revokeByName(demo.id, "no such token");
        assertThat(demo.api.get("/me").outcome()).isEqualTo("200");
    }
}
