package dev.gatehouse.authserver.session;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.CookieSerializer.CookieValue;
import org.springframework.session.web.http.HttpSessionIdResolver;

/** Carries the session id in a sealed cookie; a cookie that was not sealed here never reaches the database. */
final class SealedSessionIds implements HttpSessionIdResolver {

    private static final String KIND = "session";

    private final CookieSeal seal;
    private final CookieSerializer cookies;

    SealedSessionIds(CookieSeal seal, CookieSerializer cookies) {
        this.seal = seal;
        this.cookies = cookies;
    }

    @Override
    public List<String> resolveSessionIds(HttpServletRequest request) {
        return cookies.readCookieValues(request).stream()
                .flatMap(value -> seal.open(KIND, value).stream())
                .toList();
    }

    @Override
    public void setSessionId(HttpServletRequest request, HttpServletResponse response, String sessionId) {
        cookies.writeCookieValue(new CookieValue(request, response, seal.seal(KIND, sessionId)));
    }

    @Override
    public void expireSession(HttpServletRequest request, HttpServletResponse response) {
        cookies.writeCookieValue(new CookieValue(request, response, ""));
    }
}
