package dev.gatehouse.authserver.admin.api;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A problem document (RFC 9457).
 *
 * @param reason the code that programs look at
 */
record Problem(
        String type, String title, int status, @Nullable String detail, String reason) {

    static Problem of(HttpStatus status, String reason, @Nullable String detail) {
        return new Problem("about:blank", status.getReasonPhrase(), status.value(), detail, reason);
    }
}
