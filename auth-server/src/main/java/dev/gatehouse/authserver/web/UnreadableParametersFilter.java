package dev.gatehouse.authserver.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads parameters as UTF-8, and refuses those that cannot be decoded, before anything else trips over them. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnreadableParametersFilter extends OncePerRequestFilter {

    private static final String PROBLEM =
            "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400," + "\"reason\":\"MALFORMED_REQUEST\"}";
    private static final String ERROR =
            "{\"error\":\"invalid_request\",\"error_description\":\"the parameters cannot be read\"}";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getCharacterEncoding() == null) {
            // the pages are in UTF-8, and so are their forms; whoever reads a parameter first decides it for all
            request.setCharacterEncoding(StandardCharsets.UTF_8);
        }
        try {
            request.getParameterMap();
        } catch (IllegalStateException | IllegalArgumentException e) {
            boolean api = request.getRequestURI().startsWith("/api");
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            response.setContentType(api ? "application/problem+json" : "application/json");
            response.getOutputStream().print(api ? PROBLEM : ERROR);
            return;
        }
        chain.doFilter(request, response);
    }
}
