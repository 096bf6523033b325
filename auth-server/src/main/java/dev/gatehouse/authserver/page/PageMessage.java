package dev.gatehouse.authserver.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Answers with the error page, and a sentence of our own on it. */
public final class PageMessage {

    /** The request attribute in which the error page finds what to tell the person. */
    public static final String ATTRIBUTE = "gatehouse.message";

    /** The request attribute in which the error page finds its title, where its own would not fit. */
    public static final String TITLE = "gatehouse.title";

    private static final long SECONDS_IN_A_MINUTE = 60;

    private PageMessage() {}

    /** Says this. */
    public static void send(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String message)
            throws IOException {
        request.setAttribute(ATTRIBUTE, message);
        response.sendError(status.value());
    }

    /** Says that it was too much, and when to come back (RFC 6585 section 4). */
    public static void tooMany(HttpServletRequest request, HttpServletResponse response, Duration wait, String what)
            throws IOException {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        String when = seconds < SECONDS_IN_A_MINUTE
                ? seconds + " seconds"
                : (seconds + SECONDS_IN_A_MINUTE - 1) / SECONDS_IN_A_MINUTE + " minutes";
        send(request, response, HttpStatus.TOO_MANY_REQUESTS, what + " Try again in " + when + ".");
    }

    /** Says that so many passwords were wrong that nobody looks at another one now. */
    public static void tooManyPasswords(HttpServletRequest request, HttpServletResponse response, Duration wait)
            throws IOException {
        tooMany(request, response, wait, "Too many passwords were wrong.");
    }

    /** Says that nobody can look at a password just now. */
    public static void passwordsBusy(HttpServletRequest request, HttpServletResponse response) throws IOException {
        busy(request, response, "Passwords cannot be checked at this moment. Try again in a few seconds.");
    }

    /** Says that nothing can be done just now. */
    public static void busy(HttpServletRequest request, HttpServletResponse response, String message)
            throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, "5");
        send(request, response, HttpStatus.SERVICE_UNAVAILABLE, message);
    }
}
