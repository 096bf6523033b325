package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import dev.gatehouse.gateway.testing.DecisionLog;
import dev.gatehouse.gateway.testing.FakeIssuer;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestKeys;
import dev.gatehouse.gateway.testing.TestToken;
import dev.gatehouse.policy.access.Reason;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** One row of a table at one place. */
final class DecisionCase {

    private static final ECKey STRANGER = TestKeys.ec("key-1");

    private final TestGateway gateway;
    private final FakeIssuer issuer;
    private final Stage stage;
    private final boolean external;
    private final boolean bundled;
    private final List<String> faults;
    private final String expected;
    private final Map<String, Object> server;
    private final Map<String, Object> bundle;
    private final String slug;
    private final String route;
    private final String sid = UUID.randomUUID().toString();
    private String method = "tools/call";
    private String name = "search";
    private String scope;
    private boolean apiToken;

    DecisionCase(Stage stage, boolean external, boolean bundled, List<String> faults, String expected) {
        this.stage = stage;
        this.gateway = stage.gateway();
        this.issuer = stage.issuer();
        this.server = gateway.server("s" + UUID.randomUUID());
        this.bundle = gateway.bundle("b" + UUID.randomUUID(), server);
        this.slug = server.get("slug").toString();
        this.external = external;
        this.bundled = bundled;
        this.faults = faults;
        this.expected = expected;
        this.route = bundled ? bundle.get("slug") + "/" + slug : slug;
        this.scope = external ? "mcp extra more" : "mcp:write";
        if (external) {
            server.put(
                    "identityProvider",
                    Map.of(
                            "type", "EXTERNAL",
                            "id", UUID.randomUUID().toString(),
                            "issuer", issuer.identifier(),
                            "audience", "https://audience.test",
                            "jwksUri", issuer.jwksUri(),
                            "requiredScopes", List.of("mcp", "extra")));
        }
    }

    DecisionCase withApiToken(String mode) {
        apiToken = true;
        scope = "mcp:write";
        server.put("apiTokens", mode);
        return this;
    }

    /** No tool is known to be read-only at the gateway yet: where the table says that it is, the token may write. */
    DecisionCase withOperation(Map<String, String> row) {
        method = row.get("method");
        name = row.get("name");
        boolean readOnlyTool =
                row.get("feature").equals("TOOL") && row.get("read-only").equals("true");
        scope = readOnlyTool ? "mcp:write" : row.get("token scope");
        if (!row.get("rule").isEmpty()) {
            Map<String, Object> rule = new HashMap<>(Map.of("mode", row.get("rule")));
            if (row.get("rule").equals("ALLOW_SELECTED")) {
                rule.put(
                        "names",
                        Arrays.stream(row.get("names").split(" "))
                                .filter(word -> !word.isEmpty())
                                .toList());
            }
            expose(Map.of(row.get("feature").toLowerCase(Locale.ROOT) + "s", rule));
        }
        return this;
    }

    private boolean is(String fault) {
        return faults.contains(fault);
    }

    private void expose(Map<String, Object> policy) {
        (bundled ? bundle : server).put("featurePolicy", policy);
    }

    void tell() {
        if (is("server disabled")) {
            server.put("enabled", false);
        }
        if (is("bundle closed")) {
            bundle.put("enabled", false);
        }
        Map<String, Object> none = Map.of("tools", Map.of("mode", "BLOCK_ALL"));
        if (is("feature blocked")) {
            server.put("featurePolicy", none);
        }
        if (is("feature blocked by the assignment")) {
            bundle.put("featurePolicy", none);
        }
        server.put("bundles", is("assignment gone") ? List.of() : List.of(bundle));
        gateway.auth.put(server);
        if (is("server deleted")) {
            gateway.auth.remove(slug);
        }
        if (is("token revoked")) {
            gateway.auth.revoke(apiToken ? "TOKEN" : "AUTHORIZATION", sid, Duration.ofHours(1));
        }
    }

    private String audience() {
        if (is("token for another audience")) {
            return gateway.url("/mcp/everything");
        }
        if (is("token for the server itself")) {
            return gateway.url("/mcp/" + slug);
        }
        boolean theirs = external && !apiToken && !is("token for our resource");
        return theirs ? "https://audience.test" : gateway.url("/mcp/" + route);
    }

    private String issuer() {
        String own = external && !apiToken && !is("token of ours") ? issuer.identifier() : gateway.auth.issuer();
        return is("token of another issuer") ? own + "/" : own;
    }

    private String scope() {
        if (is("token with some of the required scopes")) {
            return "mcp mcp:write";
        }
        return is("token without scope") ? "openid" : scope;
    }

    private String token() {
        if (apiToken) {
            return apiTokenThatIsSpokenOf();
        }
        ECKey key = external && !is("token of ours") ? stage.elsewhere() : gateway.key;
        TestToken token = TestToken.of(is("token not verified") ? STRANGER : key, issuer(), audience())
                .claim("scope", scope())
                .claim("sid", sid);
        if (is("token expires now")) {
            token.claim("exp", Instant.now().getEpochSecond());
        }
        return (is("token without audience") ? token.claim("aud", null) : token).sign();
    }

    private String apiTokenThatIsSpokenOf() {
        String random = (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
        String token = "ghm_" + random.substring(0, 43);
        Instant end = is("token expires now") ? Instant.now() : Instant.now().plusSeconds(60);
        if (!is("token not verified")) {
            gateway.auth.apiToken(
                    token,
                    server.get("id") + (bundled ? "&bundle_id=" + bundle.get("id") : ""),
                    Map.of(
                            "active",
                            true,
                            "iss",
                            issuer(),
                            "aud",
                            is("token without audience") ? "" : audience(),
                            "scope",
                            scope(),
                            "exp",
                            end.getEpochSecond(),
                            "jti",
                            sid));
        }
        return token;
    }

    private HttpResponse<String> send() throws Exception {
        String[] authorization =
                is("token missing") ? new String[0] : new String[] {"authorization", "Bearer " + token()};
        if (method.isEmpty()) {
            return gateway.get("/mcp/" + route, authorization);
        }
        String id = method.startsWith("notifications/") ? "" : "\"id\":7,";
        String parameter = method.startsWith("resources/") ? "uri" : "name";
        String task = method.startsWith("tasks/") ? "{\"taskId\":\"t\"}" : "{}";
        String params = name.isEmpty() ? task : "{\"" + parameter + "\":\"" + name + "\"}";
        return gateway.post(
                "/mcp/" + route,
                "",
                "{\"jsonrpc\":\"2.0\"," + id + "\"method\":\"" + method + "\",\"params\":" + params + "}",
                authorization);
    }

    void check() throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());
        String what = (external ? "external " : "built-in ") + faults + " " + method + " at " + route;
        HttpResponse<String> answer = send();
        assertThat(wire(answer)).as(what).isEqualTo(wireOf());
        if (expected.equals("allow")) {
            gateway.upstream.take();
            return;
        }
        while (!gateway.upstream.sawNothing()) {
            // before a reader is refused a tool, the gateway itself asks what the server says of it
            assertThat(gateway.upstream.take().text()).as(what).contains("\"id\":\"gatehouse-", "tools/list");
            assertThat(expected).as(what).isEqualTo("INSUFFICIENT_SCOPE");
        }
        assertThat(reasons()).as(what).contains(noted());
    }

    private List<String> reasons() {
        return stage.log().about(route).stream()
                .filter(line -> line.contains("reason="))
                .map(line -> line.substring(line.indexOf("reason=") + 7))
                .toList();
    }

    /** Why, as the gateway notes it. What cannot be verified is not looked at further, whatever else is wrong with it. */
    private String noted() {
        boolean unverifiable = is("token of ours")
                || (!apiToken && is("token without audience"))
                || (apiToken && (is("token not verified") || is("token of another issuer")));
        if (is("token missing")) {
            return "TOKEN_MISSING";
        }
        return unverifiable && status(expected) == 401 ? Reason.TOKEN_INVALID.name() : expected;
    }

    /** What tells the answers apart for a client. */
    private String wire(HttpResponse<String> answer) {
        String challenge = answer.headers().firstValue("www-authenticate").orElse("");
        String error = Arrays.stream(challenge.split("[ ,]"))
                .filter(part -> part.startsWith("error="))
                .collect(Collectors.joining());
        boolean here = challenge.contains("/.well-known/oauth-protected-resource/mcp/" + route + "\"");
        boolean blocked = answer.body().contains("\"id\":7,\"error\":{\"code\":-32602")
                && answer.body().contains("\"data\":{\"reason\":\"FEATURE_BLOCKED\",\"decision\":\"");
        return answer.statusCode() + " " + error + (here ? " metadata" : "") + (blocked ? " blocked" : "");
    }

    private String wireOf() {
        int status = status(expected);
        if (status == 401) {
            return is("token missing") ? "401  metadata" : "401 error=\"invalid_token\" metadata";
        }
        if (status == 403) {
            return "403 error=\"insufficient_scope\" metadata";
        }
        return status + " " + (expected.equals("FEATURE_BLOCKED") ? " blocked" : "");
    }

    private static int status(String reason) {
        return switch (reason) {
            case "allow", "FEATURE_BLOCKED" -> 200;
            case "SERVER_UNKNOWN" -> 404;
            case "SERVER_DISABLED" -> 503;
            case "INSUFFICIENT_SCOPE" -> 403;
            case "TOKEN_INVALID",
                    "TOKEN_EXPIRED",
                    "TOKEN_REVOKED",
                    "ISSUER_NOT_TRUSTED",
                    "AUDIENCE_MISMATCH",
                    "API_TOKENS_OFF",
                    "EXTERNAL_IDP_GOVERNS" -> 401;
            default -> throw new AssertionError("no answer of the gateway is known for " + reason);
        };
    }

    /** What the rows of all tables are played on. */
    record Stage(TestGateway gateway, FakeIssuer issuer, ECKey elsewhere, DecisionLog log) {}
}
