package dev.gatehouse.gateway.metadata;

import dev.gatehouse.gateway.feed.FeedState;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.policy.server.IdentityProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Protected resource metadata (RFC 9728 sections 2 and 3.1): which authorization server a client has to go to. For a
 * server with an external identity provider that is the external issuer, from the moment of the switch; caches may be
 * behind by a minute.
 */
public final class ProtectedResourceMetadata {

    private static final String ROOT = "/.well-known/oauth-protected-resource";
    private static final String PREFIX = ROOT + "/mcp/";

    private ProtectedResourceMetadata() {}

    /** Whether a path asks for metadata. */
    public static boolean isAt(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    static String address(String gatewayUrl, String route) {
        return gatewayUrl + PREFIX + route;
    }

    /** The answer to a request for metadata. */
    public static Answer answer(RequestHead head, FeedState state) {
        Answer answer = switch (head.method()) {
            case "GET", "HEAD" ->
                find(head.path(), state)
                        .map(server -> document(server, state))
                        .orElseGet(() -> Answer.problem(404, "no such resource", "RESOURCE_UNKNOWN"));
            case "OPTIONS" ->
                Answer.empty(204, "PREFLIGHT")
                        .with("access-control-allow-methods", "GET, HEAD, OPTIONS")
                        .with("access-control-allow-headers", "*")
                        .with("access-control-max-age", "600");
            default ->
                Answer.problem(405, "metadata is only read", "METHOD_NOT_ALLOWED")
                        .with("allow", "GET, HEAD, OPTIONS");
        };
        return answer.with("access-control-allow-origin", "*");
    }

    private static Optional<ProxiedServer> find(String path, FeedState state) {
        Optional<ServerEntry> entry;
        if (path.equals(ROOT) || path.equals(ROOT + "/")) {
            entry = state.routes().size() == 1 ? state.routes().any() : Optional.empty();
        } else {
            String route = path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "";
            entry = state.at(route.endsWith("/") ? route.substring(0, route.length() - 1) : route);
        }
        return entry.flatMap(
                found -> found instanceof ServerEntry.Served served ? Optional.of(served.server()) : Optional.empty());
    }

    private static Answer document(ProxiedServer server, FeedState state) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("resource", server.view().resource());
        document.put(
                "authorization_servers",
                List.of(server.external()
                        .map(IdentityProvider.External::issuer)
                        .orElse(state.anchor().issuer())));
        if (!server.scopesToAsk().isEmpty()) {
            document.put("scopes_supported", server.scopesToAsk());
        }
        document.put("bearer_methods_supported", List.of("header"));
        document.put("resource_name", server.title());
        return Answer.json(200, document, "METADATA").with("cache-control", "public, max-age=60");
    }
}
