package dev.gatehouse.e2e;

import static dev.gatehouse.e2e.harness.MachineAnswers.assertOAuthError;
import static dev.gatehouse.e2e.harness.MachineAnswers.assertProblem;
import static dev.gatehouse.e2e.harness.MachineAnswers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.Person;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input at the machine endpoints of the authorization server: a clear refusal in the endpoint's own form. */
class MachineInputIT {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";

    private final Demo demo = Demo.shared();
    private final AdminApi admin = new AdminApi(demo);

    private Http at(String path) {
        return Http.to(demo.issuer() + path).header("Accept", "application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth2/token", "/oauth2/introspect", "/oauth2/revoke"})
    void notAFormThenInvalidRequest(String path) {
        assertOAuthError(at(path).send("POST", JSON, "{\"grant_type\":\"refresh_token\"}"), 400, "invalid_request");
        assertOAuthError(at(path).send("POST"), 400, "invalid_request");
    }

    @ParameterizedTest
    @CsvSource({
        "/oauth2/token, GET",
        "/oauth2/token, PUT",
        "/oauth2/introspect, GET",
        "/oauth2/revoke, DELETE",
        "/oauth2/register, GET",
        "/oauth2/jwks, POST",
        "/.well-known/oauth-authorization-server, POST",
        "/health/ready, DELETE",
    })
    void methodNotForThisThen405(String path, String method) {
        Answer answer = at(path).send(method);

        assertRefused(answer, 405, JSON);
        assertThat(answer.header("Allow")).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth2/nothing", "/.well-known/nothing", "/internal/v1/nothing-else", "/health/nothing"})
    void pathUnknownThenNoPage(String path) {
        Answer answer = at(path).get();

        assertThat(answer.status()).isIn(401, 404);
        assertRefused(answer, answer.status(), JSON);
    }

    @ParameterizedTest
    @CsvSource({
        "/oauth2/token, POST",
        "/oauth2/token, GET",
        "/oauth2/register, POST",
        "/oauth2/introspect, POST",
        "/oauth2/revoke, POST",
        "/api/v1/servers, GET",
        "/api/v1/nothing, GET",
        "/internal/v1/snapshot, GET",
        "/oauth2/nothing, GET",
        "/.well-known/nothing, GET",
    })
    void pageAskedForThenStillNoPage(String path, String method) {
        Http request = Http.to(demo.issuer() + path).header("Accept", "text/html,application/xhtml+xml");
        Answer answer = method.equals("GET") ? request.get() : request.send(method, JSON, "{}");

        assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
        assertThat(answer.mediaType()).isIn(JSON, "application/problem+json");
        assertRefused(answer, answer.status(), answer.mediaType());
    }

    @Test
    void clientUnknownThenInvalidClientWithAChallenge() {
        Answer answer = at("/oauth2/token")
                .postForm(Map.of("grant_type", "refresh_token", "refresh_token", "x", "client_id", "nobody"));

        assertOAuthError(answer, 401, "invalid_client");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Basic ");
        assertOAuthError(
                at("/oauth2/revoke").postForm(Map.of("token", "x", "client_id", "nobody")), 401, "invalid_client");
        assertOAuthError(
                at("/oauth2/token").basic("nobody", "nothing").postForm(Map.of("grant_type", "refresh_token")),
                401,
                "invalid_client");
    }

    @ParameterizedTest
    @CsvSource({
        "grant_type=password&username=a&password=b, unsupported_grant_type",
        "x=y, invalid_request",
        "grant_type=refresh_token, invalid_request",
        "grant_type=refresh_token&grant_type=refresh_token&refresh_token=x, invalid_request",
        "grant_type=refresh_token&refresh_token=x&refresh_token=y, invalid_request",
        "grant_type=refresh_token&refresh_token=not-one-of-ours, invalid_grant",
        "grant_type=refresh_token&refresh_token=a.b.c.d, invalid_grant",
        "grant_type=refresh_token&refresh_token=%00, invalid_grant",
        "grant_type=authorization_code&code=x&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2F&code_verifier=v, invalid_grant",
    })
    void fieldsBadThenTheErrorOfRfc6749(String form, String error) {
        String client = McpApp.installedFor(demo.mcp("everything")).clientId();

        assertOAuthError(at("/oauth2/token").send("POST", FORM, form + "&client_id=" + client), 400, error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_id=%00", "client_id=%zz", "client_id=%ff%fe", "client_id=a%27%3B--", "%", "=&=&"})
    void fieldsUnreadableThenAClearRefusal(String form) {
        Answer answer = at("/oauth2/token").send("POST", FORM, form + "&grant_type=refresh_token&refresh_token=x");

        assertThat(answer.status()).as(answer.body()).isIn(400, 401);
        assertRefused(answer, answer.status(), JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth2/token", "/oauth2/introspect", "/oauth2/revoke"})
    void formOversizedThenAClearRefusal(String path) {
        Answer answer = at(path).send("POST", FORM, "token=" + "x".repeat(300_000) + "&client_id=a");

        assertThat(answer.status()).as(answer.body()).isIn(400, 401, 413);
        assertRefused(answer, answer.status(), JSON);
    }

    @Test
    void registrationBadThenTheErrorOfRfc7591() {
        String path = "/oauth2/register";
        assertOAuthError(at(path).send("POST", JSON, "{"), 400, "invalid_client_metadata");
        assertOAuthError(at(path).send("POST", JSON, ""), 400, "invalid_client_metadata");
        assertOAuthError(at(path).send("POST", JSON, "[]"), 400, "invalid_client_metadata");
        assertOAuthError(at(path).send("POST", JSON, "{}"), 400, "invalid_redirect_uri");
        assertOAuthError(at(path).send("POST", "text/plain", "{}"), 415, "invalid_client_metadata");
        assertOAuthError(at(path).send("POST", JSON, "\"" + "x".repeat(70_000) + '"'), 413, "invalid_client_metadata");
        for (String uri : List.of(
                "javascript:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "http://evil.example/callback",
                "http://127.0.0.1:1@evil.example/",
                "https://app.example/#fragment")) {
            assertOAuthError(
                    at(path).sendJson("POST", Map.of("redirect_uris", List.of(uri))), 400, "invalid_redirect_uri");
        }
    }

    @Test
    void feedWithoutTheGatewaysSecretThen401() {
        for (String path : List.of("/internal/v1/snapshot", "/internal/v1/feed?after=x")) {
            assertRefused(at(path).get(), 401, JSON);
            Answer answer =
                    at(path).bearer("not-the-secret-of-the-gateway-at-all").get();
            assertRefused(answer, 401, JSON);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        }
    }

    @Test
    void adminApiWithoutALiveTokenThen401() {
        for (String path : List.of("/servers", "/me", "/nothing")) {
            Answer absent = at("/api/v1" + path).get();
            assertProblem(absent, 401);
            assertThat(absent.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertProblem(at("/api/v1" + path).bearer("gha_not-a-token").get(), 401);
            assertProblem(at("/api/v1" + path).basic("ada", "x").get(), 401);
        }
    }

    @Test
    void adminApiNamesNothingThatDoesNotExist() {
        String everything = admin.server("everything");
        assertProblem(admin.get("/nothing"), 404);
        assertProblem(admin.get("/servers/" + UUID.randomUUID()), 404);
        assertProblem(admin.get("/servers/not-a-uuid"), 404);
        assertProblem(admin.delete("/servers/" + everything + "/users/" + UUID.randomUUID()), 404);
        assertProblem(admin.delete("/servers/" + UUID.randomUUID() + "/users/" + admin.user(Person.CUS)), 404);
        assertProblem(
                admin.send("POST", "/servers/" + everything + "/users", Map.of("userIds", List.of(UUID.randomUUID()))),
                404);
    }

    @Test
    void adminApiBodyBadThenAProblemDocument() {
        String token = demo.line("admin-token");
        String servers = "/api/v1/servers";
        assertProblem(at(servers).bearer(token).send("POST", JSON, "{"), 400);
        assertProblem(at(servers).bearer(token).send("POST", JSON, "[1]"), 400);
        assertProblem(at(servers).bearer(token).send("POST", JSON, "{\"name\":\"a\",\"name\":\"b\"}"), 400);
        assertProblem(at(servers).bearer(token).send("POST", JSON, "{\"name\":\"a\",\"owner\":\"me\"}"), 400);
        assertProblem(at(servers).bearer(token).send("POST", "text/plain", "{}"), 415);
        assertProblem(at(servers).bearer(token).send("POST", JSON, "\"" + "x".repeat(70_000) + '"'), 413);
        assertProblem(
                admin.send("POST", "/servers", Map.of("name", "x", "slug", "UP/..", "upstreamUrl", "http://a/")), 422);
        assertProblem(
                admin.send("POST", "/servers", Map.of("name", "x", "slug", "fine", "upstreamUrl", "javascript:x")),
                422);
        assertProblem(
                admin.send(
                        "POST",
                        "/servers",
                        Map.of("name", "x", "slug", "notes", "upstreamUrl", demo.sample() + "/notes/mcp")),
                409,
                "SLUG_TAKEN");
        assertProblem(at(servers).bearer(token).send("PUT", JSON, "{}"), 405);
        assertProblem(admin.get("/servers?limit=banana"), 422);
        assertProblem(admin.get("/servers?cursor=%00"), 422);
    }

    @Test
    void adminTokenOpensNoMcpServerAndAnAccessTokenNoAdminApi() {
        assertThat(Http.to(demo.mcp("everything"))
                        .bearer(demo.line("admin-token"))
                        .send("HEAD")
                        .status())
                .isEqualTo(401);
        String access =
                McpApp.installedFor(demo.mcp("everything")).connect(Person.ADA).access();
        assertProblem(at("/api/v1/me").bearer(access).get(), 401);
    }
}
