package dev.gatehouse.gateway.access;

import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.settings.GatewaySettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Which browser origins may call MCP endpoints (Streamable HTTP, security warning: DNS rebinding). A request without an
 * Origin does not come from a page of another site.
 */
@Component
final class OriginPolicy {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> allowed;
    private final boolean loopback;

    OriginPolicy(GatewaySettings settings) {
        this.allowed = settings.allowedOrigins();
        this.loopback = settings.loopbackOrigins();
    }

    boolean accepts(RequestHead head) {
        List<String> origins = head.all("origin");
        return origins.isEmpty() || (origins.size() == 1 && accepts(origins.get(0)));
    }

    private boolean accepts(String origin) {
        return allowed.contains(origin.toLowerCase(Locale.ROOT)) || (loopback && isLoopback(origin));
    }

    private static boolean isLoopback(String origin) {
        try {
            URI uri = new URI(origin);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            boolean bare = uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && "".equals(uri.getRawPath());
            return web && bare && uri.getHost() != null && LOOPBACK.contains(uri.getHost());
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
