package dev.gatehouse.authserver.login;

import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The address of a sign-in that failed, for the next look at the page: it is not in the URL, and the person has it typed. */
final class TriedAddress {

    private static final String ATTRIBUTE = "gatehouse.tried-address";
    private static final int MAX_LENGTH = 320;

    private TriedAddress() {}

    /** Keeps what looks like an address; anything else could be a password in the wrong field. */
    static void keep(HttpSession session, @Nullable String typed) {
        if (typed != null && typed.length() <= MAX_LENGTH && typed.indexOf('@') > 0) {
            session.setAttribute(ATTRIBUTE, typed);
        }
    }

    /** Takes it. */
    static Optional<String> take(HttpSession session) {
        Object kept = session.getAttribute(ATTRIBUTE);
        if (kept != null) {
            session.removeAttribute(ATTRIBUTE);
        }
        return Optional.ofNullable(kept).map(Object::toString);
    }
}
