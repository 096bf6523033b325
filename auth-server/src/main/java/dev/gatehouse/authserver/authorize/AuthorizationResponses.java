package dev.gatehouse.authserver.authorize;

import dev.gatehouse.authserver.authorize.AuthorizationRequestAuthentication.Next;
import dev.gatehouse.authserver.login.SignedIn;
import dev.gatehouse.authserver.page.PageMessage;
import dev.gatehouse.authserver.settings.Settings;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;

/**
 * Answers authorization requests: sends the person on, or the client its answer, which always names the issuer (RFC 9207).
 */
@Component
public final class AuthorizationResponses implements AuthenticationSuccessHandler, AuthenticationFailureHandler {

    /** The request attribute in which the error page finds what to tell the person. */
    public static final String MESSAGE = PageMessage.ATTRIBUTE;

    private final PendingRequests pending;
    private final Settings settings;

    AuthorizationResponses(PendingRequests pending, Settings settings) {
        this.pending = pending;
        this.settings = settings;
    }

    /** Sends the person to sign-in, to the choice of an account or to consent; the request waits in their session meanwhile. */
    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        AuthorizationRequestAuthentication outcome = (AuthorizationRequestAuthentication) authentication;
        Next next = Objects.requireNonNull(outcome.next());
        UUID userId = next == Next.CONSENT ? SignedIn.current().orElseThrow().userId() : null;
        String id = pending.put(request.getSession(), outcome.parameters(), userId);
        redirect(response, settings.issuer() + page(next) + id);
    }

    private static String page(Next next) {
        return switch (next) {
            case SIGN_IN -> "/login?continue=";
            case CHOOSE_ACCOUNT -> "/account/choose?continue=";
            case CONSENT -> "/oauth2/consent?request=";
        };
    }

    /** Sends the client its error, or shows the person a page where the client is not verified. */
    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
            throws IOException, ServletException {
        if (exception instanceof AuthorizationRefused refused && refused.redirectUri() != null) {
            Map<String, @Nullable String> parameters = new LinkedHashMap<>();
            parameters.put("error", refused.code().value());
            parameters.put("error_description", refused.getError().getDescription());
            parameters.put("state", refused.state());
            redirect(response, withParameters(refused.redirectUri(), parameters));
            return;
        }
        request.setAttribute(MESSAGE, forPeople(exception));
        response.sendError(HttpServletResponse.SC_BAD_REQUEST);
    }

    private static @Nullable String forPeople(AuthenticationException exception) {
        if (exception instanceof AuthorizationRefused) {
            return exception.getMessage();
        }
        return exception instanceof OAuth2AuthenticationException oauth
                ? oauth.getError().getDescription()
                : null;
    }

    /** Sends the client its code. */
    public void code(HttpServletResponse response, AuthorizationRequest request, String code) {
        Map<String, @Nullable String> parameters = new LinkedHashMap<>();
        parameters.put("code", code);
        parameters.put("state", request.state());
        redirect(response, withParameters(request.redirectUri(), parameters));
    }

    private String withParameters(String redirectUri, Map<String, @Nullable String> parameters) {
        parameters.put("iss", settings.issuer());
        String query = parameters.entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        return redirectUri + (redirectUri.indexOf('?') < 0 ? "?" : "&") + query;
    }

    private static String encode(@Nullable String value) {
        return value == null
                ? ""
                : URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Sets the header by hand: the container would rewrite what it takes for a relative address. */
    private static void redirect(HttpServletResponse response, String location) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader(HttpHeaders.LOCATION, location);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
