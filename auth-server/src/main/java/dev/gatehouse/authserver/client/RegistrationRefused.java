package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.oauth.ErrorCode;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** A registration, or a call about one, is refused with a status of its own. */
final class RegistrationRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String error;
    private final transient HttpHeaders headers = new HttpHeaders();

    private RegistrationRefused(HttpStatus status, String error, String description) {
        super(description, null, false, false);
        this.status = status;
        this.error = error;
    }

    static RegistrationRefused tooLarge() {
        return of(HttpStatus.CONTENT_TOO_LARGE, ErrorCode.INVALID_CLIENT_METADATA, "the body is too large");
    }

    static RegistrationRefused notJson() {
        return of(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                ErrorCode.INVALID_CLIENT_METADATA,
                "the content type must be application/json");
    }

    static RegistrationRefused switchedOff() {
        return of(HttpStatus.FORBIDDEN, ErrorCode.ACCESS_DENIED, "clients cannot register themselves here");
    }

    /** RFC 6585 section 4. */
    static RegistrationRefused tooMany(long seconds) {
        RegistrationRefused refused = of(
                HttpStatus.TOO_MANY_REQUESTS,
                ErrorCode.TEMPORARILY_UNAVAILABLE,
                "too many requests about registrations, try again later");
        refused.headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
        return refused;
    }

    /** RFC 7592 section 2: the same for a missing or wrong token, a public client, and one that there is not. */
    static RegistrationRefused unauthorized() {
        RegistrationRefused refused = new RegistrationRefused(
                HttpStatus.UNAUTHORIZED, "invalid_token", "the registration access token is missing or not valid");
        refused.headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
        return refused;
    }

    HttpStatus status() {
        return status;
    }

    String error() {
        return error;
    }

    HttpHeaders headers() {
        return headers;
    }

    private static RegistrationRefused of(HttpStatus status, ErrorCode error, String description) {
        return new RegistrationRefused(status, error.value(), description);
    }
}
