package dev.gatehouse.e2e.harness;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a client learns before it can ask anyone to sign in (RFC 9728, RFC 8414), beginning with nothing but the address
 * of an MCP server.
 *
 * @param resource the resource identifier, which is the address itself
 * @param scope the scope of the challenge
 * @param resourceMetadata protected resource metadata
 * @param server authorization server metadata
 */
public record Discovery(String resource, String scope, JsonNode resourceMetadata, JsonNode server) {

    /** Goes the whole way, and checks what a careful client checks. */
    public static Discovery of(String mcpUrl) {
        Answer refused = McpConnection.initialize(mcpUrl, null);
        if (refused.status() != 401) {
            throw new AssertionError("not 401: " + refused.status() + " " + refused.body());
        }
        String challenge = refused.header("WWW-Authenticate");
        JsonNode resource = document(parameter(challenge, "resource_metadata"));
        same(resource.path("resource").asString(), mcpUrl);
        List<String> issuers = resource.path("authorization_servers").values().stream()
                .map(JsonNode::asString)
                .toList();
        String issuer = issuers.get(0);
        JsonNode server = document(issuer + "/.well-known/oauth-authorization-server");
        same(server.path("issuer").asString(), issuer);
        return new Discovery(mcpUrl, parameter(challenge, "scope"), resource, server);
    }

    /** A parameter of a bearer challenge. */
    public static String parameter(String challenge, String name) {
        Matcher matcher = Pattern.compile("[ ,]" + name + "=\"([^\"]*)\"").matcher(challenge);
        if (!challenge.startsWith("Bearer ") || !matcher.find()) {
            throw new AssertionError("no " + name + " in the challenge: " + challenge);
        }
        return matcher.group(1);
    }

    private static JsonNode document(String url) {
        Answer answer =
                Http.to(url).header("MCP-Protocol-Version", "2025-11-25").get();
        if (answer.status() != 200 || !answer.mediaType().equals("application/json")) {
            throw new AssertionError(url + ": " + answer.status() + " " + answer.body());
        }
        return answer.json();
    }

    private static void same(String told, String expected) {
        if (!told.equals(expected)) {
            throw new AssertionError("the metadata says " + told + " and not " + expected);
        }
    }

    /** The issuer. */
    public String issuer() {
        return server.path("issuer").asString();
    }

    /** An endpoint of the authorization server. */
    public String endpoint(String member) {
        String url = server.path(member).asString("");
        if (!url.startsWith(issuer() + "/")) {
            throw new AssertionError(member + " is not at the issuer: " + url);
        }
        return url;
    }

    /** The scopes of the challenge. */
    public List<String> scopes() {
        return Arrays.asList(scope.split(" "));
    }
}
