package dev.gatehouse.sample.direct;

import dev.gatehouse.sample.mcp.RequestBody;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a request through to {@code /direct/mcp} only with a token that the authorization server calls good for this
 * resource, and only to what the token's scope covers.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750 section 3</a>
 */
final class BearerFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final int PAYLOAD_TOO_LARGE = 413;

    private final transient Introspection introspection;
    private final transient RequiredScope requiredScope;
    private final transient BearerChallenge challenge;

    BearerFilter(ProtectedResource resource, Introspection introspection, RequiredScope requiredScope) {
        this.introspection = introspection;
        this.requiredScope = requiredScope;
        this.challenge = new BearerChallenge(resource);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if ("OPTIONS".equals(request.getMethod())) {
            Cors.preflight(response, "GET, POST, DELETE");
            return;
        }
        Cors.answer(response);
        BearerToken token = BearerToken.of(request);
        if (token instanceof BearerToken.Present present) {
            pass(introspection.introspect(present), request, response, chain);
        } else if (token instanceof BearerToken.Malformed) {
            challenge.invalidToken(response);
        } else {
            challenge.noToken(response);
        }
    }

    private void pass(Verdict verdict, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (verdict instanceof Verdict.Accepted accepted) {
            judge(accepted.scopes(), request, response, chain);
        } else if (verdict instanceof Verdict.Refused) {
            challenge.invalidToken(response);
        } else {
            response.setHeader("Retry-After", "2");
            Problem.write(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "authorization server unreachable");
        }
    }

    private void judge(Set<String> scopes, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!"POST".equals(request.getMethod())) {
            if (covers(scopes, ProtectedResource.READ)) {
                chain.doFilter(request, response);
            } else {
                challenge.insufficientScope(response);
            }
            return;
        }
        Optional<RequestBody> body = RequestBody.read(request);
        if (body.isEmpty()) {
            Problem.write(response, PAYLOAD_TOO_LARGE, "message longer than 1 MiB");
            return;
        }
        Optional<String> required = requiredScope.of(body.get().content());
        if (required.isEmpty()) {
            Problem.write(response, HttpServletResponse.SC_BAD_REQUEST, "not one JSON-RPC message");
        } else if (covers(scopes, required.get())) {
            chain.doFilter(body.get(), response);
        } else {
            challenge.insufficientScope(response);
        }
    }

    private static boolean covers(Set<String> scopes, String required) {
        return scopes.contains(required) || scopes.contains(ProtectedResource.WRITE);
    }
}
