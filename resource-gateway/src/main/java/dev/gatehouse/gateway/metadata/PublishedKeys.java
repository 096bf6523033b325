package dev.gatehouse.gateway.metadata;

import dev.gatehouse.gateway.assertion.AssertionKeys;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.RequestHead;
import java.util.List;
import java.util.Map;

/**
 * The key set (RFC 7517 section 5) by which upstreams verify what the gateway says to them of who calls. A key is in it long
 * before it signs, and until all that it signed has expired.
 */
public final class PublishedKeys {

    private static final String PATH = "/.well-known/jwks.json";

    private PublishedKeys() {}

    /** Whether a path asks for the key set. */
    public static boolean isAt(String path) {
        return path.equals(PATH);
    }

    /** The answer to a request for it. */
    public static Answer answer(RequestHead head, AssertionKeys keys) {
        Answer answer = switch (head.method()) {
            case "GET", "HEAD" -> document(keys);
            case "OPTIONS" ->
                Answer.empty(204, "PREFLIGHT")
                        .with("access-control-allow-methods", "GET, HEAD, OPTIONS")
                        .with("access-control-allow-headers", "*")
                        .with("access-control-max-age", "600");
            default ->
                Answer.problem(405, "keys are only read", "METHOD_NOT_ALLOWED").with("allow", "GET, HEAD, OPTIONS");
        };
        return answer.with("access-control-allow-origin", "*");
    }

    private static Answer document(AssertionKeys keys) {
        boolean none = keys.published().equals(Map.of("keys", List.of()));
        return Answer.json(200, keys.published(), "KEYS")
                .with("cache-control", none ? "no-store" : "public, max-age=300");
    }
}
