package dev.gatehouse.authserver.session;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;

/**
 * What every session holds from its first moment: the name of the browser that it is for, and its CSRF token. Requests of
 * one browser run in parallel, each with a copy of the session; what none of them has to add, none of them can lose.
 */
public final class BrowserSession {

    private static final String BROWSER = "gatehouse.browser";
    private static final String ACCOUNT = "gatehouse.account";
    private static final String SIGNED_IN_FOR = "gatehouse.signed-in-for";
    private static final HttpSessionCsrfTokenRepository CSRF = new HttpSessionCsrfTokenRepository();

    private BrowserSession() {}

    /** The browser of this session; it stays the same when somebody signs in. */
    public static UUID browser(HttpSession session) {
        if (session.getAttribute(BROWSER) instanceof UUID browser) {
            return browser;
        }
        UUID browser = UUID.randomUUID();
        session.setAttribute(BROWSER, browser);
        return browser;
    }

    /** The account that the person has chosen in this session. It says nothing of what they are there now. */
    public static Optional<UUID> account(HttpSession session) {
        return session.getAttribute(ACCOUNT) instanceof UUID account ? Optional.of(account) : Optional.empty();
    }

    /** Keeps the account that the person has chosen. */
    public static void choose(HttpSession session, UUID account) {
        session.setAttribute(ACCOUNT, account);
    }

    /** Forgets it. */
    public static void forgetAccount(HttpSession session) {
        session.removeAttribute(ACCOUNT);
    }

    /** Notes that somebody has just signed in for the request that waits under this id, or for none in particular. */
    public static void signedInFor(HttpSession session, String id) {
        session.setAttribute(SIGNED_IN_FOR, id);
    }

    /** Whether somebody has just signed in for it. Of several calls, the first counts. */
    public static boolean takeSignedInFor(HttpSession session, String id) {
        boolean just = id.equals(session.getAttribute(SIGNED_IN_FOR));
        session.removeAttribute(SIGNED_IN_FOR);
        return just;
    }

    /** Gives the session of this request a new CSRF token: when it begins, and when somebody signs in. */
    public static void renewCsrfToken(HttpServletRequest request, HttpServletResponse response) {
        CSRF.saveToken(CSRF.generateToken(request), request, response);
    }
}
