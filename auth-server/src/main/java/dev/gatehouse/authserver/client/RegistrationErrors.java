package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.oauth.ErrorCode;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Registration errors in the form of RFC 7591 section 3.2.2. */
@RestControllerAdvice(assignableTypes = RegistrationController.class)
final class RegistrationErrors {

    @ExceptionHandler
    ResponseEntity<Map<String, String>> refused(OAuth2AuthenticationException e) {
        return answer(
                HttpStatus.BAD_REQUEST,
                e.getError().getErrorCode(),
                Objects.requireNonNullElse(e.getError().getDescription(), ""));
    }

    @ExceptionHandler
    ResponseEntity<Map<String, String>> tooLarge(RegistrationController.TooLarge e) {
        return answer(HttpStatus.CONTENT_TOO_LARGE, ErrorCode.INVALID_CLIENT_METADATA.value(), "the body is too large");
    }

    @ExceptionHandler
    ResponseEntity<Map<String, String>> notJson(RegistrationController.NotJson e) {
        return answer(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                ErrorCode.INVALID_CLIENT_METADATA.value(),
                "the content type must be application/json");
    }

    private static ResponseEntity<Map<String, String>> answer(HttpStatus status, String error, String description) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .body(Map.of("error", error, "error_description", description));
    }
}
