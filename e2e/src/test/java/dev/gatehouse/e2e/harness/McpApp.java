package dev.gatehouse.e2e.harness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An installed MCP client: a public client with a loopback redirect URI, registered by itself (RFC 7591). */
public final class McpApp {

    /** The name that it registers with. */
    public static final String NAME = "Scenario Client";

    /** What it registers; it then listens at another port, as native apps do (RFC 8252 section 7.3). */
    private static final String REGISTERED = "http://127.0.0.1:33418/callback";

    private static final String REDIRECT_URI = "http://127.0.0.1:33999/callback";

    private final Discovery discovery;
    private final String clientId;

    private McpApp(Discovery discovery, String clientId) {
        this.discovery = discovery;
        this.clientId = clientId;
    }

    /** Discovers and registers. */
    public static McpApp installedFor(String mcpUrl) {
        return installedFor(mcpUrl, NAME);
    }

    /** An app of another make: installations of one public client that registers itself share its client id. */
    public static McpApp anotherFor(String mcpUrl) {
        return installedFor(mcpUrl, NAME + " " + java.util.UUID.randomUUID());
    }

    private static McpApp installedFor(String mcpUrl, String name) {
        Discovery discovery = Discovery.of(mcpUrl);
        Answer answer = Http.to(discovery.endpoint("registration_endpoint"))
                .sendJson(
                        "POST",
                        Map.of(
                                "client_name", name,
                                "redirect_uris", List.of(REGISTERED),
                                "grant_types", List.of("authorization_code", "refresh_token"),
                                "response_types", List.of("code"),
                                "token_endpoint_auth_method", "none",
                                "scope", discovery.scope()));
        if (answer.status() != 201) {
            throw new AssertionError("not registered: " + answer.status() + " " + answer.body());
        }
        return new McpApp(discovery, answer.text("client_id"));
    }

    /** What it has learnt. */
    public Discovery discovery() {
        return discovery;
    }

    /** Its client id. */
    public String clientId() {
        return clientId;
    }

    /** The MCP endpoint that it is for. */
    public String mcpUrl() {
        return discovery.resource();
    }

    /** A fresh browser at its authorization server. */
    public Browser browser() {
        return new Browser(discovery.issuer());
    }

    /** An authorization request for the scope of the challenge. */
    public AuthorizationRequest request() {
        return new AuthorizationRequest(discovery.endpoint("authorization_endpoint"), clientId, REDIRECT_URI)
                .with("scope", discovery.scope())
                .with("resource", discovery.resource());
    }

    /** Sends the person through sign-in and consent, and returns what comes back to the app. */
    public Redirect authorize(AuthorizationRequest request, Person person) {
        Redirect redirect = browser().authorize(request, person, true).redirect();
        same(redirect.get("iss"), discovery.issuer());
        same(redirect.get("state"), request.get("state"));
        same(redirect.address(), request.get("redirect_uri"));
        return redirect;
    }

    private static void same(String came, String expected) {
        if (!came.equals(expected)) {
            throw new AssertionError("the redirect says " + came + " and not " + expected);
        }
    }

    /** The whole way to tokens. */
    public Tokens connect(Person person) {
        return connect(person, request());
    }

    /** The whole way to tokens, by this request. */
    public Tokens connect(Person person, AuthorizationRequest request) {
        return Tokens.of(exchange(authorize(request, person).code(), request, Map.of()));
    }

    /** Presents a code at the token endpoint; {@code overrides} replace fields. */
    public Answer exchange(String code, AuthorizationRequest request, Map<String, String> overrides) {
        Map<String, String> fields = new LinkedHashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "client_id",
                clientId,
                "redirect_uri",
                request.get("redirect_uri"),
                "code_verifier",
                request.verifier(),
                "resource",
                discovery.resource()));
        fields.putAll(overrides);
        return token(fields);
    }

    /** Presents a refresh token. */
    public Answer refresh(String refreshToken) {
        return refresh(refreshToken, Map.of());
    }

    /** Presents a refresh token, with more fields. */
    public Answer refresh(String refreshToken, Map<String, String> more) {
        Map<String, String> fields = new LinkedHashMap<>(Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                refreshToken,
                "client_id",
                clientId,
                "resource",
                discovery.resource()));
        fields.putAll(more);
        return token(fields);
    }

    /** Posts to the token endpoint. */
    public Answer token(Map<String, String> fields) {
        return Http.to(discovery.endpoint("token_endpoint")).postForm(fields);
    }

    /** Revokes a token of its own (RFC 7009). */
    public Answer revoke(String token) {
        return Http.to(discovery.endpoint("revocation_endpoint"))
                .postForm(Map.of("token", token, "client_id", clientId));
    }
}
