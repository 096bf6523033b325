package dev.gatehouse.authserver.oauth;

import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Says 405 where the filters let a request pass because it is no POST. */
@RestController
final class PostOnlyController {

    @RequestMapping(
            path = {"/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/par"},
            method = {
                RequestMethod.GET,
                RequestMethod.HEAD,
                RequestMethod.PUT,
                RequestMethod.PATCH,
                RequestMethod.DELETE
            })
    ResponseEntity<Map<String, String>> postOnly() {
        return ResponseEntity.status(HttpStatus.METHOD_NOT_ALLOWED)
                .allow(HttpMethod.POST)
                .body(Map.of(
                        "error", ErrorCode.INVALID_REQUEST.value(), "error_description", "the method must be POST"));
    }
}
