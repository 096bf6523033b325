package dev.gatehouse.authserver.admin.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/** Judges which query parameters came: where a filter that nobody reads would answer more than was asked for. */
final class QueryParameters {

    /** Those of an answer that has pages. */
    static final Set<String> PAGE = Set.of("limit", "cursor");

    private QueryParameters() {}

    /** Refuses others than these, and any that came twice. */
    static void requireOnly(HttpServletRequest request, Set<String> filters, Set<String> page) {
        request.getParameterMap().forEach((name, values) -> {
            if (values.length != 1 || !filters.contains(name) && !page.contains(name)) {
                throw ApiFault.malformed("a query parameter is unknown here, or there twice");
            }
        });
    }
}
