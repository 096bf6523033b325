package dev.gatehouse.authserver.introspection;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.authserver.http.AcceptHeader;
import dev.gatehouse.authserver.key.KeyRing;
import dev.gatehouse.authserver.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenIntrospection;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what introspection found: as JSON (RFC 7662 section 2.2), or signed (RFC 9701 section 5) for a caller that asks for
 * exactly that. A wildcard asks for JSON.
 */
@Component
public final class IntrospectionResponse implements AuthenticationSuccessHandler {

    private static final MediaType SIGNED = MediaType.parseMediaType("application/token-introspection+jwt");
    private static final JOSEObjectType TYPE = new JOSEObjectType("token-introspection+jwt");

    private final KeyRing keys;
    private final Settings settings;
    private final JsonMapper json;
    private final Clock clock;

    IntrospectionResponse(KeyRing keys, Settings settings, JsonMapper json, Clock clock) {
        this.keys = keys;
        this.settings = settings;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        OAuth2TokenIntrospectionAuthenticationToken answer =
                (OAuth2TokenIntrospectionAuthenticationToken) authentication;
        Map<String, Object> members = members(answer.getTokenClaims());
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        if (AcceptHeader.prefers(SIGNED, request)) {
            response.setContentType(SIGNED.toString());
            response.getOutputStream().write(sign(members, answer.getName()).getBytes(StandardCharsets.US_ASCII));
        } else {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream().write(json.writeValueAsBytes(members));
        }
    }

    /** No {@code exp} and no {@code sub} of its own: it must never pass as an access token or an id token. */
    private String sign(Map<String, Object> members, String caller) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(settings.issuer())
                .audience(caller)
                .issueTime(Date.from(clock.instant()))
                .claim("token_introspection", members)
                .build();
        return keys.sign(TYPE, claims);
    }

    private static Map<String, Object> members(OAuth2TokenIntrospection introspection) {
        Map<String, Object> members = new LinkedHashMap<>();
        introspection.getClaims().forEach((name, value) -> members.put(name, wire(name, value)));
        return members;
    }

    private static Object wire(String name, Object value) {
        if (value instanceof Instant time) {
            return time.getEpochSecond();
        }
        if (name.equals("scope") && value instanceof Collection<?> scopes) {
            return String.join(" ", scopes.stream().map(Object::toString).toList());
        }
        return value instanceof java.net.URL ? value.toString() : value;
    }
}
