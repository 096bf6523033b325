package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.key.OperatorCredential;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets the operator in, who proves to hold the master key, and nobody else: a gateway's secret does not do. */
final class OperatorFilter extends OncePerRequestFilter {

    private final OperatorCredential credential;

    OperatorFilter(OperatorCredential credential) {
        this.credential = credential;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (credential.proves(header, request.getMethod(), request.getRequestURI())) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, OperatorCredential.SCHEME);
        response.setContentType("application/json");
        response.getOutputStream().print("{\"error\":\"not_the_operator\"}");
    }
}
