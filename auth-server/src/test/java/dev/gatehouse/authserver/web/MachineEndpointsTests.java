package dev.gatehouse.authserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What machines may rely on at every endpoint: CORS where browsers call, and errors that are JSON. */
@AuthServerTest
class MachineEndpointsTests {

    @Autowired
    TestServer server;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.well-known/oauth-authorization-server",
                "/.well-known/openid-configuration",
                "/oauth2/jwks",
                "/oauth2/register",
                "/oauth2/token",
                "/oauth2/revoke",
                "/oauth2/par"
            })
    void preflightFromAnyOriginThenAllowedWithoutCredentials(String path) {
        HttpResponse<String> response = preflight(path, "authorization,content-type,mcp-protocol-version,x-any");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(header(response, "Access-Control-Allow-Headers"))
                .containsIgnoringCase("authorization")
                .containsIgnoringCase("mcp-protocol-version")
                .containsIgnoringCase("x-any");
        assertThat(header(response, "Access-Control-Allow-Methods")).contains("GET", "POST");
        assertThat(header(response, "Access-Control-Allow-Credentials")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/oauth2/introspect",
                "/oauth2/authorize",
                "/oauth2/consent",
                "/login",
                "/api/v1/me",
                "/",
                "/internal/v1/feed"
            })
    void preflightWhereNoBrowserHasBusinessThenNothingIsAllowed(String path) {
        HttpResponse<String> response = preflight(path, "authorization");

        assertThat(header(response, "Access-Control-Allow-Origin")).isEmpty();
        HttpResponse<String> simple = server.send(server.request(path).header("Origin", "https://app.example"));
        assertThat(header(simple, "Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth2/token", "/oauth2/revoke", "/oauth2/par"})
    void refusalThenABrowsersClientMayReadItAndItsChallenge(String path) {
        for (Map<String, String> form : java.util.List.of(
                Map.of("client_id", "c_unknown", "grant_type", "refresh_token"), Map.of("client_id", "\u0000"))) {
            HttpResponse<String> response =
                    server.send(server.form(path, form).header("Origin", "https://app.example"));

            assertThat(response.statusCode()).isBetween(400, 401);
            assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(header(response, "Access-Control-Expose-Headers"))
                    .contains("WWW-Authenticate")
                    .contains("Retry-After");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /oauth2/nothing, 404",
        "POST, /oauth2/nothing, 404",
        "GET, /oauth2/token/more, 404",
        "GET, /oauth2/token, 405",
        "PUT, /oauth2/par, 405",
        "GET, /oauth2/par, 405",
        "DELETE, /oauth2/introspect, 405",
        "PATCH, /oauth2/revoke, 405",
        "POST, /oauth2/jwks, 405",
        "POST, /.well-known/oauth-authorization-server, 405",
        "DELETE, /.well-known/openid-configuration, 405",
        "GET, /.well-known/nothing, 404",
        "POST, /oauth2/token, 400",
        "POST, /oauth2/par, 400",
        "POST, /oauth2/introspect, 400",
        "POST, /oauth2/revoke, 400",
        "POST, /oauth2/register, 415",
        "GET, /oauth2//token, 400",
        "GET, /oauth2/token;x=1, 400",
        "GET, /internal/v1/nothing, 401",
        "GET, /health/nothing, 404"
    })
    void whateverIsWrongThenJsonWhateverIsAccepted(String method, String path, int status) {
        for (String accept : new String[] {"text/html", "*/*", "image/png", "not a type"}) {
            HttpResponse<String> response = server.send(server.request(path)
                    .header("Accept", accept)
                    .header("Content-Type", "text/plain")
                    .method(method, HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : "x")));

            assertThat(response.statusCode()).as(accept).isEqualTo(status);
            assertThat(header(response, "Content-Type")).startsWith("application/json");
            assertThat(TestServer.json(response).get("error").stringValue()).isNotEmpty();
            assertThat(header(response, "Location")).isEmpty();
            assertThat(response.body()).doesNotContain("Exception", "<html");
        }
    }

    @Test
    void bodyThatIsTooLargeThenJson() {
        for (String path : new String[] {"/oauth2/token", "/oauth2/par", "/oauth2/revoke", "/oauth2/introspect"}) {
            HttpResponse<String> response = server.post(path, Map.of("client_id", "x".repeat(100_000)));

            assertThat(response.statusCode()).isBetween(400, 413);
            assertThat(TestServer.json(response).get("error").stringValue()).isEqualTo("invalid_request");
        }
    }

    private HttpResponse<String> preflight(String path, String headers) {
        return server.send(server.request(path)
                .header("Origin", "https://app.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", headers)
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
