package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes the tokens (RFC 6749 section 5.1): always JSON, whatever the client accepts, and the lifetime as it is. */
@Component
public final class TokenResponse implements AuthenticationSuccessHandler {

    private final JsonMapper json;
    private final Settings settings;

    TokenResponse(JsonMapper json, Settings settings) {
        this.json = json;
        this.settings = settings;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        OAuth2AccessTokenAuthenticationToken issued = (OAuth2AccessTokenAuthenticationToken) authentication;
        OAuth2AccessToken accessToken = issued.getAccessToken();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", accessToken.getTokenValue());
        body.put("token_type", "Bearer");
        body.put("expires_in", settings.accessTokenTtl().toSeconds());
        body.put("scope", String.join(" ", accessToken.getScopes()));
        OAuth2RefreshToken refreshToken = issued.getRefreshToken();
        if (refreshToken != null) {
            body.put("refresh_token", refreshToken.getTokenValue());
        }
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader(HttpHeaders.PRAGMA, "no-cache");
        response.getOutputStream().write(json.writeValueAsBytes(body));
    }
}
