package dev.gatehouse.gateway.access;

import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.Answer.Header;
import dev.gatehouse.gateway.http.RequestHead;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Cross-origin headers of MCP endpoints. Any origin may be {@code *}: there are no cookies here, the token is the only
 * credential, and a page must hold it to send it.
 */
@Component
public final class Cors {

    private static final String METHODS = "GET, POST, DELETE, OPTIONS, HEAD";
    private static final String HEADERS =
            "Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Method, Mcp-Name,"
                    + " Mcp-Session-Id, Last-Event-ID";
    private static final String EXPOSED = "WWW-Authenticate, Mcp-Session-Id, Retry-After, Gatehouse-Decision";
    private static final int MAX_REQUESTED = 2_000;
    private static final Pattern TOKENS =
            Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+(?:[ \\t]*,[ \\t]*[A-Za-z0-9!#$%&'*+.^_`|~-]+)*");

    private final OriginPolicy origins;

    Cors(OriginPolicy origins) {
        this.origins = origins;
    }

    /** The headers that let a page of an accepted origin read the answer; none for any other request. */
    public List<Header> headers(RequestHead head) {
        return head.all("origin").isEmpty() || !origins.accepts(head)
                ? List.of()
                : List.of(
                        new Header("access-control-allow-origin", "*"),
                        new Header("access-control-expose-headers", EXPOSED));
    }

    /**
     * The answer to a preflight, the same for any origin. Requested headers are echoed: those of tools
     * ({@code Mcp-Param-*}) cannot be listed, and a wildcard would not cover {@code Authorization}.
     */
    static Answer preflight(RequestHead head) {
        String requested = head.single("access-control-request-headers").orElse("");
        boolean echo =
                requested.length() <= MAX_REQUESTED && TOKENS.matcher(requested).matches();
        return Answer.empty(204, "PREFLIGHT")
                .with("access-control-allow-origin", "*")
                .with("access-control-allow-methods", METHODS)
                .with("access-control-allow-headers", echo ? requested : HEADERS)
                .with("access-control-expose-headers", EXPOSED)
                .with("access-control-max-age", "600")
                .with("vary", "Access-Control-Request-Headers");
    }
}
