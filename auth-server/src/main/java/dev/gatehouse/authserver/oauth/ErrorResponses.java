package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.http.Outcome;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The one writer of OAuth errors on machine endpoints: JSON, never a page, never a redirect. */
@Component
public final class ErrorResponses implements AuthenticationFailureHandler, AuthenticationEntryPoint {

    private static final String FORM = MediaType.APPLICATION_FORM_URLENCODED_VALUE;

    private static final Pattern ONLY_NAMED = Pattern.compile("OAuth 2\\.0 (?:[A-Za-z]+ )*Parameter: (\\w+)");

    private final JsonMapper json;

    ErrorResponses(JsonMapper json) {
        this.json = json;
    }

    /** Writes an error that was raised while handling the request. */
    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
            throws IOException {
        if (exception instanceof OAuth2AuthenticationException oauth) {
            OAuth2Error error = oauth.getError();
            write(response, ErrorCode.of(error.getErrorCode()), plain(error, request));
        } else {
            write(response, ErrorCode.INVALID_CLIENT, "client authentication failed");
        }
    }

    /** Spring's own errors only name the parameter; a repeated one was refused before. */
    private static @Nullable String plain(OAuth2Error error, HttpServletRequest request) {
        String description = error.getDescription();
        Matcher named = ONLY_NAMED.matcher(description == null ? "" : description);
        if (!named.matches()) {
            return description;
        }
        if (error.getErrorCode().equals(ErrorCode.UNSUPPORTED_GRANT_TYPE.value())) {
            return "the grant type must be authorization_code, refresh_token or client_credentials";
        }
        String name = named.group(1);
        String value = request.getParameter(name);
        return name + (value == null || value.isEmpty() ? " is missing" : " is malformed");
    }

    /** Answers a request that carried no client authentication at all. */
    @Override
    public void commence(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException authException)
            throws IOException {
        String type = request.getContentType();
        if (type == null || !type.toLowerCase(java.util.Locale.ROOT).startsWith(FORM)) {
            write(response, ErrorCode.INVALID_REQUEST, "the content type must be " + FORM);
        } else {
            write(response, ErrorCode.INVALID_CLIENT, "client authentication is required");
        }
    }

    /** Says that it was too often (RFC 6585 section 4), and when it may be tried again. */
    public void tooMany(HttpServletResponse response, Duration wait) throws IOException {
        write(response, ErrorCode.TEMPORARILY_UNAVAILABLE, "too many requests, try again later");
        response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds() + 1));
    }

    /** Writes an error. */
    public void write(HttpServletResponse response, ErrorCode code, @Nullable String description) throws IOException {
        Outcome.note(code.value());
        Map<String, String> body = new LinkedHashMap<>();
        body.put("error", code.value());
        if (description != null) {
            body.put("error_description", description);
        }
        response.setStatus(code.status());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (code == ErrorCode.INVALID_CLIENT) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"gatehouse\"");
        }
        if (code == ErrorCode.TEMPORARILY_UNAVAILABLE) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "5");
        }
        response.getOutputStream().write(json.writeValueAsBytes(body));
    }
}
