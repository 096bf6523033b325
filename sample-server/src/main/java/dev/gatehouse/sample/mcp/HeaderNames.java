package dev.gatehouse.sample.mcp;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Carries the names, never the values, of a request's headers to the tool that tells them. */
final class HeaderNames {

    private static final String KEY = "header-names";

    private HeaderNames() {}

    static McpTransportContext from(HttpServletRequest request) {
        List<String> names = Collections.list(request.getHeaderNames()).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .sorted()
                .toList();
        return McpTransportContext.create(Map.of(KEY, names));
    }

    static List<String> of(McpSyncServerExchange exchange) {
        return exchange.transportContext().get(KEY) instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.of();
    }
}
