package dev.gatehouse.authserver.oauth;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Judges the shape of the forms that clients post, before anyone looks at what they say: the content type, parameters sent
 * more than once (RFC 6749 section 3.2), and characters that no parameter has and no database keeps.
 */
public final class FormRequestFilter extends OncePerRequestFilter {

    private static final String TOKEN = "/oauth2/token";
    private static final Set<String> ENDPOINTS = Set.of(TOKEN, "/oauth2/introspect", "/oauth2/revoke", "/oauth2/par");

    /** May be sent more than once (RFC 8707 section 2). */
    private static final String RESOURCE = "resource";

    /** Recognised by their own form before anything is looked up: a bad one gets the answer of any token not ours. */
    private static final Set<String> TOKENS = Set.of("token", "code", "code_verifier", "refresh_token");

    private final ErrorResponses errors;

    /** Refuses with {@code errors}. */
    public FormRequestFilter(ErrorResponses errors) {
        this.errors = errors;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST") || !ENDPOINTS.contains(request.getServletPath());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<String> problem = problem(request);
        if (problem.isPresent()) {
            errors.write(response, ErrorCode.INVALID_REQUEST, problem.get());
        } else {
            chain.doFilter(request, response);
        }
    }

    private static Optional<String> problem(HttpServletRequest request) {
        if (!isForm(request.getContentType())) {
            return Optional.of("the content type must be " + MediaType.APPLICATION_FORM_URLENCODED_VALUE);
        }
        for (Map.Entry<String, String[]> parameter : request.getParameterMap().entrySet()) {
            if (parameter.getValue().length > 1 && !parameter.getKey().equals(RESOURCE)) {
                return Optional.of("a parameter is sent more than once");
            }
            if (!TOKENS.contains(parameter.getKey())
                    && Stream.concat(Stream.of(parameter.getKey()), Arrays.stream(parameter.getValue()))
                            .anyMatch(FormRequestFilter::hasControls)) {
                return Optional.of("a parameter has a control character in it");
            }
        }
        if (TOKEN.equals(request.getServletPath()) && "".equals(request.getParameter("grant_type"))) {
            return Optional.of("grant_type is missing");
        }
        return Optional.empty();
    }

    private static boolean isForm(@Nullable String contentType) {
        try {
            return contentType != null
                    && MediaType.APPLICATION_FORM_URLENCODED.equalsTypeAndSubtype(
                            MediaType.parseMediaType(contentType));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
