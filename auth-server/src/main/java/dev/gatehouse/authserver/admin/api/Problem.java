package dev.gatehouse.authserver.admin.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A problem document (RFC 9457).
 *
 * @param detail a sentence for people; left out where there is none
 * @param reason the code that programs look at
 */
record Problem(
        String type,
        String title,
        int status,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String detail,
        String reason) {

    static Problem of(HttpStatus status, String reason, @Nullable String detail) {
        return new Problem("about:blank", status.getReasonPhrase(), status.value(), detail, reason);
    }
}
