package dev.gatehouse.authserver.http;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** Why the request of this thread ends as it does, for the figures: a code of ours, never what somebody sent. */
public final class Outcome {

    private static final String ATTRIBUTE = Outcome.class.getName();
    private static final String NONE = "none";

    private Outcome() {}

    /** Notes it. The first that was noted counts: it is nearer to the cause. */
    public static void note(String code) {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null && request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST) == null) {
            request.setAttribute(ATTRIBUTE, code, RequestAttributes.SCOPE_REQUEST);
        }
    }

    /** What was noted of a request; {@code none} for nothing. */
    public static String of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof String code ? code : NONE;
    }
}
