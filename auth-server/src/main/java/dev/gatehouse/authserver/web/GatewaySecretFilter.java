package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.secret.Secrets;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets gateways in, which show their secret as a bearer token (RFC 6750 section 2.1), and nobody else. */
final class GatewaySecretFilter extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";

    private final String secret;

    GatewaySecretFilter(String secret) {
        this.secret = secret;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        boolean admitted = header != null
                && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && Secrets.same(secret, header.substring(SCHEME.length()).strip());
        if (admitted) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        response.setContentType("application/json");
        response.getOutputStream().print("{\"error\":\"invalid_token\"}");
    }
}
