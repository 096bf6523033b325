package dev.gatehouse.authserver.admin.api;

import org.springframework.http.HttpStatus;

/** A request that is not one (malformed, too large, of the wrong type), or one too many. */
final class ApiFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String reason;

    private ApiFault(HttpStatus status, String reason, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.reason = reason;
    }

    static ApiFault malformed(String detail) {
        return new ApiFault(HttpStatus.BAD_REQUEST, "MALFORMED_REQUEST", detail);
    }

    static ApiFault tooLarge(String detail) {
        return new ApiFault(HttpStatus.CONTENT_TOO_LARGE, "CONTENT_TOO_LARGE", detail);
    }

    static ApiFault unsupportedType(String detail) {
        return new ApiFault(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", detail);
    }

    static ApiFault tooMany(String detail) {
        return new ApiFault(HttpStatus.TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", detail);
    }

    static ApiFault busy(String detail) {
        return new ApiFault(HttpStatus.SERVICE_UNAVAILABLE, "UNAVAILABLE", detail);
    }

    Problem problem() {
        return Problem.of(status, reason, getMessage());
    }
}
