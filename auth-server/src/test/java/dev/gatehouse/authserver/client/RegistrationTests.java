package dev.gatehouse.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@AuthServerTest
class RegistrationTests {

    @Autowired
    TestServer server;

    @Test
    void registrationAsDeployedClientsSendItThenAPublicClient() {
        HttpResponse<String> response = server.postJson("/oauth2/register", """
                {"client_name":"Claude Code (target)","redirect_uris":["http://localhost:56927/callback"],
                 "grant_types":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:device_code"],
                 "response_types":["code"],"token_endpoint_auth_method":"none","application_type":"web",
                 "scope":"mcp:tools","software_id":"x","software_version":"1","contacts":["a"],"unknown":{"a":1}}
                """);

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        JsonNode answer = TestServer.json(response);
        assertThat(answer.get("token_endpoint_auth_method").stringValue()).isEqualTo("none");
        assertThat(answer.get("application_type").stringValue()).isEqualTo("native");
        assertThat(answer.get("grant_types")).hasSize(2);
        assertThat(answer.has("client_secret")).isFalse();
        assertThat(answer.has("registration_access_token")).isFalse();
        assertThat(answer.get("redirect_uris").get(0).stringValue()).isEqualTo("http://localhost:56927/callback");
    }

    @Test
    void registrationWithCursorsThreeRedirectUrisThenAllAreKept() {
        HttpResponse<String> response = server.postJson("/oauth2/register", """
                {"redirect_uris":["cursor://anysphere.cursor-mcp/oauth/callback",
                 "https://www.cursor.com/agents/mcp/oauth/callback","http://localhost:8787/callback"],"scope":""}
                """);

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(TestServer.json(response).get("redirect_uris")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "blob:https://x.example/1",
                "vbscript:x",
                "http://evil.example/callback",
                "http://localhost.evil.example/callback",
                "http://127.0.0.1:80@evil.example/",
                "http://0.0.0.0/callback",
                "http://127.0.0.2/callback",
                "https://user@x.example/callback",
                "https://x.example/callback#f",
                "https:///callback",
                "https://*.example/callback",
                "myapp://callback",
                "CURSOR://x",
                "//x.example/callback",
                "/callback",
                ""
            })
    void registrationWithARedirectUriThatMayNotBeThenTheWholeIsRefused(String redirectUri) {
        HttpResponse<String> response = server.postJson(
                "/oauth2/register", "{\"redirect_uris\":[\"https://ok.example/cb\",\"" + redirectUri + "\"]}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(response).get("error").stringValue()).isEqualTo("invalid_redirect_uri");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"x\"",
                "{\"redirect_uris\":\"https://x.example/\"}",
                "{\"redirect_uris\":[]}",
                "{\"redirect_uris\":[1]}",
                "{\"redirect_uris\":[\"https://x.example/\"],\"client_name\":{}}",
                "{}"
            })
    void registrationOfTheWrongShapeThenAnErrorOfRfc7591(String body) {
        HttpResponse<String> response = server.postJson("/oauth2/register", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(response).get("error").stringValue())
                .isIn("invalid_redirect_uri", "invalid_client_metadata");
    }

    @Test
    void registrationThatIsTooLargeOrNotJsonThenItsOwnStatus() {
        assertThat(server.postJson("/oauth2/register", "x".repeat(70_000)).statusCode())
                .isEqualTo(413);
        assertThat(server.send(server.request("/oauth2/register")
                                .header("Content-Type", "text/plain")
                                .POST(HttpRequest.BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(server.get("/oauth2/register").statusCode()).isEqualTo(405);
    }

    @Test
    void registrationWithAMisleadingNameThenControlAndDirectionMarksAreGone() {
        JsonNode answer = TestServer.json(server.postJson(
                "/oauth2/register",
                "{\"client_name\":\"Cla\\u202eude\\u0000\\n" + "x".repeat(500)
                        + "\",\"redirect_uris\":[\"https://x.example/\"]}"));

        String name = answer.get("client_name").stringValue();
        assertThat(name).startsWith("Claudex").hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void registrationWithALongRedirectUriThenKeptAndWithALongerOneRefused() {
        String fits = "https://a.example/" + "a".repeat(1_970);
        assertThat(server.postJson("/oauth2/register", "{\"redirect_uris\":[\"" + fits + "\"]}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(server.postJson("/oauth2/register", "{\"redirect_uris\":[\"" + fits + "a".repeat(20) + "\"]}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void registrationWithMoreThanIsStoredThenRefused() {
        String uris = java.util.stream.IntStream.range(0, 10)
                .mapToObj(i -> "\"https://a.example/" + i + "a".repeat(1_500) + "\"")
                .collect(java.util.stream.Collectors.joining(","));

        assertThat(server.postJson("/oauth2/register", "{\"redirect_uris\":[" + uris + "]}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void registrationWithoutANameAndWithALongHostThenTheNameIsCut() {
        String host = "a".repeat(60) + "." + "b".repeat(60) + "." + "c".repeat(60) + ".example";
        HttpResponse<String> response =
                server.postJson("/oauth2/register", "{\"redirect_uris\":[\"https://" + host + "/\"]}");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(TestServer.json(response).get("client_name").stringValue()).hasSizeLessThanOrEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost/[x", "http://127.0.0.1/]", "cursor://[x", "https://a.example/[x"})
    void registrationWithBracketsThatAreNoUriThenRefused(String redirectUri) {
        assertThat(server.postJson("/oauth2/register", "{\"redirect_uris\":[\"" + redirectUri + "\"]}")
                        .statusCode())
                .isEqualTo(400);
    }
}
