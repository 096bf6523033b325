package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /mcp/{bundle}/{server}}: a place, a resource and an audience of its own, in front of the same upstream. */
class BundleRouteTests {

    private static final String METADATA = "/.well-known/oauth-protected-resource/mcp/";

    private final TestGateway gateway = TestGateway.shared();
    private final String slug = "s" + UUID.randomUUID();
    private final Map<String, Object> server = gateway.server(slug);
    private final Map<String, Object> engineering = gateway.bundle("eng" + slug, server);
    private final Map<String, Object> sales = gateway.bundle("sales" + slug, server);
    private final String route = "eng" + slug + "/" + slug;
    private final String other = "sales" + slug + "/" + slug;

    @BeforeEach
    void carried() {
        gateway.upstream.answer(exchange -> exchange.json());
        server.put("bundles", List.of(engineering, sales));
        gateway.add(server);
    }

    private void tell() {
        gateway.auth.put(new HashMap<>(server));
    }

    private void becomes(int status, String path) {
        gateway.eventually(() -> gateway.get(path).statusCode() == status);
    }

    private HttpResponse<String> tool(String at, String name) throws Exception {
        return gateway.post("/mcp/" + at, gateway.token(at).sign(), TestGateway.callTool(name));
    }

    @Test
    void tokenForTheAssignmentThenRelayedToTheUpstreamOfTheServer() throws Exception {
        String token = gateway.token(route).sign();
        for (String path : List.of("/mcp/" + route, "/mcp/" + route + "/", "/mcp/" + route + "?x=/a")) {
            assertThat(gateway.post(path, token, TestGateway.call("tools/list")).statusCode())
                    .isEqualTo(200);
            assertThat(gateway.upstream.take().requestLine()).isEqualTo("POST /" + slug + "/mcp HTTP/1.1");
        }
        assertThat(gateway.send(gateway.request("/mcp/" + route, "authorization", "Bearer " + token)
                                .method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void tokenForTheServerItselfOrAnotherBundleThenInvalidAndTheOtherWayRound() throws Exception {
        for (String at : List.of(slug, route, other)) {
            for (String of : List.of(slug, route, other)) {
                HttpResponse<String> answer =
                        gateway.post("/mcp/" + at, gateway.token(of).sign(), TestGateway.call("tools/list"));
                assertThat(answer.statusCode())
                        .as("%s with a token of %s", at, of)
                        .isEqualTo(at.equals(of) ? 200 : 401);
                if (!at.equals(of)) {
                    assertThat(answer.headers().firstValue("www-authenticate").orElseThrow())
                            .contains("error=\"invalid_token\"")
                            .contains("resource_metadata=\"" + gateway.url(METADATA + at) + "\"");
                }
            }
        }
    }

    @Test
    void noTokenThenTheChallengeAndTheMetadataAreThoseOfTheAssignment() throws Exception {
        HttpResponse<String> answer = gateway.get("/mcp/" + route);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("www-authenticate").orElseThrow())
                .isEqualTo("Bearer scope=\"mcp:read mcp:write\", resource_metadata=\"" + gateway.url(METADATA + route)
                        + "\"");
        for (String path : List.of(METADATA + route, METADATA + route + "/")) {
            HttpResponse<String> metadata = gateway.get(path);
            assertThat(metadata.statusCode()).isEqualTo(200);
            assertThat(metadata.body())
                    .contains("\"resource\":\"" + gateway.url("/mcp/" + route) + "\"")
                    .contains("\"authorization_servers\":[\"" + gateway.auth.issuer() + "\"]")
                    .contains("\"resource_name\":\"Name of " + slug + ", through Name of eng" + slug + "\"");
        }
        assertThat(gateway.get(METADATA + slug).body()).doesNotContain("through");
    }

    @Test
    void unknownBundleOrNotCarriedThen404AndNoMetadataBeforeAnyTokenCheck() throws Exception {
        for (String none :
                List.of("nobody/" + slug, "eng" + slug + "/everything", "eng" + slug, slug + "/eng" + slug)) {
            assertThat(gateway.get("/mcp/" + none).statusCode()).isEqualTo(404);
            assertThat(gateway.call(none, gateway.token(none).sign())).isEqualTo(404);
            assertThat(gateway.get(METADATA + none).statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s%%2F%s",
                "%s%%2f%s",
                "%s//%s",
                "/%s/%s",
                "%s/./%s",
                "./%s/%s",
                "x/../%s/%s",
                "%s/%s/x",
                "%s/%s//",
                "%s/%s/.",
                "%s/%s;v=1",
                "%s;v=1/%s",
                "%s/%s%%2F",
                "%s\\%s",
                "%s/%%73%s",
                "%s/ %s"
            })
    void pathTrickThenNothingIsThere(String trick) throws Exception {
        String path = String.format(trick, "eng" + slug, slug).replace(" ", "%20");
        String token = gateway.token(route).sign();
        for (String prefix : List.of("/mcp/", METADATA)) {
            try (RawConnection connection = new RawConnection(gateway.port())) {
                connection.send("GET " + prefix + path + " HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer "
                        + token + "\r\nconnection: close\r\n\r\n");
                assertThat(connection.readToEnd()).containsPattern("^HTTP/1.1 4(00|04) ");
            }
        }
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void bundleOrServerSwitchedOffThen503BeforeAnyTokenCheckAndTheOthersGoOn() {
        engineering.put("enabled", false);
        tell();
        becomes(503, "/mcp/" + route);
        assertThat(gateway.call(route, gateway.token(route).sign())).isEqualTo(503);
        assertThat(gateway.call(other, gateway.token(other).sign())).isEqualTo(200);
        assertThat(gateway.call(slug, gateway.token(slug).sign())).isEqualTo(200);

        engineering.put("enabled", true);
        tell();
        gateway.eventually(() -> gateway.call(route, gateway.token(route).sign()) == 200);
    }

    @Test
    void serverSwitchedOffThen503OnEveryWay() {
        server.put("enabled", false);
        tell();
        for (String at : List.of(slug, route, other)) {
            becomes(503, "/mcp/" + at);
        }
    }

    @Test
    void carriedNoMoreOrServerGoneThen404OnThoseWays() {
        server.put("bundles", List.of(sales));
        tell();
        becomes(404, "/mcp/" + route);
        assertThat(gateway.call(other, gateway.token(other).sign())).isEqualTo(200);
        gateway.auth.remove(slug);
        becomes(404, "/mcp/" + other);
        becomes(404, "/mcp/" + slug);
    }

    @Test
    void featureNotExposedThenAJsonRpcErrorThatSaysSoAndOnlyThere() throws Exception {
        server.put("featurePolicy", Map.of("prompts", Map.of("mode", "BLOCK_ALL")));
        engineering.put(
                "featurePolicy", Map.of("tools", Map.of("mode", "ALLOW_SELECTED", "names", List.of("echo", "add"))));
        tell();
        gateway.eventually(() -> tool(route, "wipe").body().contains("FEATURE_BLOCKED"));

        HttpResponse<String> answer = tool(route, "wipe");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith(
                        "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32602,\"message\":\"this tool, resource or"
                                + " prompt is not exposed here\",\"data\":{\"reason\":\"FEATURE_BLOCKED\",\"decision\":\""
                                + answer.headers()
                                        .firstValue("gatehouse-decision")
                                        .orElseThrow()
                                + "\"}}}");
        gateway.upstream.answer(exchange -> exchange.json());
        assertThat(tool(route, "Echo").body()).contains("FEATURE_BLOCKED");
        assertThat(gateway.upstream.sawNothing()).isTrue();
        assertThat(tool(route, "echo").body()).contains("result");
        assertThat(tool(other, "wipe").body()).contains("result");
        assertThat(tool(slug, "wipe").body()).contains("result");
        String prompt = "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"prompts/get\",\"params\":{\"name\":\"greet\"}}";
        for (String at : List.of(slug, route, other)) {
            assertThat(gateway.post("/mcp/" + at, gateway.token(at).sign(), prompt)
                            .body())
                    .contains("\"id\":\"p\"", "FEATURE_BLOCKED");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resources/read", "resources/subscribe"})
    void resourceNotExposedThenNeitherReadNorSubscribed(String method) throws Exception {
        server.put(
                "featurePolicy", Map.of("resources", Map.of("mode", "ALLOW_SELECTED", "names", List.of("note://one"))));
        tell();
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{\"uri\":\"note://%s\"}}";
        String token = gateway.token(slug).sign();
        gateway.eventually(() -> gateway.post("/mcp/" + slug, token, body.formatted("two"))
                .body()
                .contains("FEATURE_BLOCKED"));
        assertThat(gateway.post("/mcp/" + slug, token, body.formatted("one")).body())
                .contains("result");
    }

    @Test
    void oneBlockedToolInABatchThenNothingOfItIsRelayed() throws Exception {
        engineering.put("featurePolicy", Map.of("tools", Map.of("mode", "BLOCK_ALL")));
        tell();
        gateway.eventually(() -> tool(route, "echo").body().contains("FEATURE_BLOCKED"));
        gateway.upstream.answer(exchange -> exchange.json());
        String batch = "[" + TestGateway.call("tools/list") + "," + TestGateway.callTool("echo") + "]";
        assertThat(gateway.post("/mcp/" + route, gateway.token(route).sign(), batch)
                        .body())
                .contains("FEATURE_BLOCKED");
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void apiTokenThenAskedAboutOnceAtEachPlaceWithItsOwnWord() throws Exception {
        String random = (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
        String token = "ghm_" + random.substring(0, 43);
        String id = server.get("id").toString();
        gateway.auth.apiToken(
                token,
                id + "&bundle_id=" + engineering.get("id"),
                Map.of(
                        "active", true,
                        "iss", gateway.auth.issuer(),
                        "aud", engineering.get("resource"),
                        "scope", "mcp:read",
                        "exp", Instant.now().plusSeconds(60).getEpochSecond(),
                        "jti", UUID.randomUUID().toString()));
        int before = gateway.auth.questions();
        for (int i = 0; i < 3; i++) {
            assertThat(gateway.call(route, token)).isEqualTo(200);
            assertThat(gateway.call(other, token)).isEqualTo(401);
            assertThat(gateway.call(slug, token)).isEqualTo(401);
        }
        assertThat(gateway.auth.questions() - before).isEqualTo(3);
    }

    @Test
    void olderAuthorizationServerThenNoBundlesAndEverythingIsExposed() throws Exception {
        String old = "old" + slug;
        Map<String, Object> entry = gateway.server(old);
        assertThat(entry).doesNotContainKeys("bundles", "featurePolicy");
        gateway.add(entry);
        assertThat(tool(old, "anything").body()).contains("result");
        assertThat(gateway.get("/mcp/eng" + slug + "/" + old).statusCode()).isEqualTo(404);
    }

    @Test
    void policyOfTheServerNotUnderstoodThenNothingIsLetThroughOnAnyWay() {
        for (Object policy : List.of(
                "ALLOW_ALL",
                List.of(),
                Map.of("tools", "ALLOW_ALL"),
                Map.of("tools", Map.of("mode", "ALLOW_SOME")),
                Map.of("tools", Map.of("mode", "ALLOW_SELECTED")),
                Map.of("tools", Map.of("mode", "ALLOW_SELECTED", "names", List.of(1))),
                Map.of("tools", Map.of("mode", "ALLOW_ALL", "except", List.of("wipe"))),
                Map.of("elicitations", Map.of("mode", "BLOCK_ALL")))) {
            server.put("featurePolicy", policy);
            tell();
            for (String at : List.of(slug, route, other)) {
                becomes(503, "/mcp/" + at);
            }
            server.put("featurePolicy", Map.of());
            tell();
            becomes(401, "/mcp/" + slug);
        }
    }

    @Test
    void policyOfAnAssignmentNotUnderstoodOrMissingThenThatWayIsClosedAlone() throws Exception {
        engineering.remove("featurePolicy");
        tell();
        becomes(503, "/mcp/" + route);
        assertThat(gateway.call(other, gateway.token(other).sign())).isEqualTo(200);
        assertThat(gateway.call(slug, gateway.token(slug).sign())).isEqualTo(200);

        engineering.put("featurePolicy", Map.of("tools", Map.of("mode", "ALLOW_SOME")));
        sales.remove("enabled");
        tell();
        becomes(503, "/mcp/" + other);
        assertThat(gateway.get("/mcp/" + route).statusCode()).isEqualTo(503);
        assertThat(gateway.call(slug, gateway.token(slug).sign())).isEqualTo(200);
    }

    @Test
    void bundlesNotAListOrWithoutNamesThenTheServerIsNotServed() {
        for (Object bundles : List.of("none", Map.of(), List.of(Map.of("id", "x")), List.of("x"))) {
            server.put("bundles", bundles);
            tell();
            becomes(503, "/mcp/" + slug);
            server.put("bundles", List.of(engineering));
            tell();
            becomes(401, "/mcp/" + slug);
        }
    }
}
