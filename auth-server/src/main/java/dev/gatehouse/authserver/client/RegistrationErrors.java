package dev.gatehouse.authserver.client;

import java.util.Map;
import java.util.Objects;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Registration errors in the form of RFC 7591 section 3.2.2. */
@RestControllerAdvice(assignableTypes = {RegistrationController.class, RegistrationManagementController.class})
final class RegistrationErrors {

    @ExceptionHandler
    ResponseEntity<Map<String, String>> refused(OAuth2AuthenticationException e) {
        return answer(
                HttpStatus.BAD_REQUEST,
                new HttpHeaders(),
                e.getError().getErrorCode(),
                Objects.requireNonNullElse(e.getError().getDescription(), ""));
    }

    @ExceptionHandler
    ResponseEntity<Map<String, String>> refused(RegistrationRefused e) {
        return answer(e.status(), e.headers(), e.error(), Objects.requireNonNullElse(e.getMessage(), ""));
    }

    private static ResponseEntity<Map<String, String>> answer(
            HttpStatus status, HttpHeaders headers, String error, String description) {
        return ResponseEntity.status(status)
                .headers(headers)
                .cacheControl(CacheControl.noStore())
                .body(Map.of("error", error, "error_description", description));
    }
}
