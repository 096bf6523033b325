package dev.gatehouse.authserver.client.assertion;

import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.client.RequestAccount;
import dev.gatehouse.authserver.oauth.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/**
 * Reads a client assertion. Spring Authorization Server's own converter wants a {@code client_id} beside it; RFC 7523 does
 * not, so here the assertion may say it alone. What it says is not believed before it was judged.
 */
@Component
public final class ClientAssertionConverter implements AuthenticationConverter {

    private static final String ASSERTION = "client_assertion";
    private static final String TYPE = "client_assertion_type";
    private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final int MAX_LENGTH = 8192;

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        if (absent(request, ASSERTION) && absent(request, TYPE)) {
            return null;
        }
        if (request.getHeader(HttpHeaders.AUTHORIZATION) != null || !absent(request, "client_secret")) {
            throw ErrorCode.INVALID_REQUEST.exception("a client authenticates in one way");
        }
        String assertion = once(request, ASSERTION);
        if (!once(request, TYPE).equals(JWT_BEARER) || assertion.length() > MAX_LENGTH) {
            throw failed();
        }
        String clientId = absent(request, "client_id") ? subject(assertion) : once(request, "client_id");
        return new OAuth2ClientAuthenticationToken(
                clientId, ClientAuthenticationMethod.PRIVATE_KEY_JWT, assertion, RequestAccount.parameters(request));
    }

    /** Without a value it is as if not sent (RFC 6749 section 3.2). */
    private static boolean absent(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null || value.isEmpty();
    }

    private static String once(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        if (values == null || values.length != 1 || values[0].isBlank()) {
            throw ErrorCode.INVALID_REQUEST.exception(name + " must be sent once");
        }
        return values[0];
    }

    private static String subject(String assertion) {
        try {
            String subject = SignedJWT.parse(assertion).getJWTClaimsSet().getSubject();
            if (subject != null && !subject.isBlank()) {
                return subject;
            }
        } catch (ParseException | IllegalArgumentException e) {
            // the same answer as for an assertion of nobody
        }
        throw failed();
    }

    private static RuntimeException failed() {
        return ErrorCode.INVALID_CLIENT.exception("client authentication failed");
    }
}
