package dev.gatehouse.authserver.authorize;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientAuthenticationProvider;
import dev.gatehouse.authserver.limit.ClientAddress;
import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.oauth.ErrorResponses;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * The pushed authorization request endpoint (RFC 9126 section 2), for public clients too. The client has been authenticated
 * as at the token endpoint; every check of the authorization endpoint is made here first, and made again there.
 */
@RestController
final class PushedRequestController {

    private static final String REQUEST_URI = "request_uri";

    private final AuthorizationRequestReader reader;
    private final AccessAtAuthorization access;
    private final PushedRequests pushed;
    private final RateLimits limits;
    private final ErrorResponses errors;
    private final JsonMapper json;

    PushedRequestController(
            AuthorizationRequestReader reader,
            AccessAtAuthorization access,
            PushedRequests pushed,
            RateLimits limits,
            ErrorResponses errors,
            JsonMapper json) {
        this.reader = reader;
        this.access = access;
        this.pushed = pushed;
        this.limits = limits;
        this.errors = errors;
        this.json = json;
    }

    @PostMapping("/oauth2/par")
    void push(OAuth2ClientAuthenticationToken caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<Duration> wait = limits.take(Limit.PUSHED_REQUEST, ClientAddress.of(request));
        if (wait.isPresent()) {
            errors.tooMany(response, wait.get());
            return;
        }
        try {
            String requestUri = push(client(caller), RequestParameters.of(request.getParameterMap()));
            response.setStatus(HttpStatus.CREATED.value());
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.getOutputStream()
                    .write(json.writeValueAsBytes(
                            Map.of(REQUEST_URI, requestUri, "expires_in", PushedRequests.TTL.toSeconds())));
        } catch (OAuth2AuthenticationException refused) {
            errors.onAuthenticationFailure(request, response, refused);
        }
    }

    private String push(Client client, RequestParameters sent) {
        if (!sent.all(REQUEST_URI).isEmpty()) {
            throw ErrorCode.INVALID_REQUEST.exception("request_uri must not be pushed");
        }
        if (!sent.single("client_id").orElse(client.clientId()).equals(client.clientId())) {
            throw ErrorCode.INVALID_REQUEST.exception("client_id is not the client that authenticated");
        }
        Map<String, List<String>> values = new HashMap<>(sent.values());
        values.put("client_id", List.of(client.clientId()));
        RequestParameters parameters = new RequestParameters(values);
        access.checkResource(reader.read(parameters));
        return pushed.push(client.clientId(), parameters);
    }

    private static Client client(OAuth2ClientAuthenticationToken caller) {
        return ClientAuthenticationProvider.clientOf(Objects.requireNonNull(caller.getRegisteredClient()))
                .filter(client -> client.grantTypes().contains("authorization_code"))
                .orElseThrow(() -> ErrorCode.UNAUTHORIZED_CLIENT.exception("the client may not ask for authorization"));
    }
}
