package dev.gatehouse.authserver.oauth;

import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;

/** OAuth error codes, with the HTTP status that a machine endpoint answers with. */
public enum ErrorCode {
    /** RFC 6749 section 5.2. */
    INVALID_REQUEST("invalid_request", 400),
    /** RFC 6749 section 5.2: makes clients register again. */
    INVALID_CLIENT("invalid_client", 401),
    /** RFC 6749 section 5.2: makes clients sign in again. */
    INVALID_GRANT("invalid_grant", 400),
    /** RFC 6749 section 5.2. */
    UNAUTHORIZED_CLIENT("unauthorized_client", 400),
    /** RFC 6749 section 5.2. */
    UNSUPPORTED_GRANT_TYPE("unsupported_grant_type", 400),
    /** RFC 6749 section 4.1.2.1. */
    UNSUPPORTED_RESPONSE_TYPE("unsupported_response_type", 400),
    /** RFC 6749 section 5.2. */
    INVALID_SCOPE("invalid_scope", 400),
    /** RFC 6749 section 4.1.2.1. */
    ACCESS_DENIED("access_denied", 403),
    /** RFC 8707 section 2. */
    INVALID_TARGET("invalid_target", 400),
    /** RFC 6749 section 4.1.2.1; at the token endpoint it makes clients keep their tokens and try again. */
    TEMPORARILY_UNAVAILABLE("temporarily_unavailable", 503),
    /** RFC 9101 section 6.3. */
    REQUEST_NOT_SUPPORTED("request_not_supported", 400),
    /** RFC 9101 section 6.3. */
    REQUEST_URI_NOT_SUPPORTED("request_uri_not_supported", 400),
    /** OpenID Connect Core section 3.1.2.6. */
    LOGIN_REQUIRED("login_required", 400),
    /** OpenID Connect Core section 3.1.2.6. */
    CONSENT_REQUIRED("consent_required", 400),
    /** RFC 7591 section 3.2.2. */
    INVALID_REDIRECT_URI("invalid_redirect_uri", 400),
    /** RFC 7591 section 3.2.2. */
    INVALID_CLIENT_METADATA("invalid_client_metadata", 400);

    private final String value;
    private final int status;

    ErrorCode(String value, int status) {
        this.value = value;
        this.status = status;
    }

    /** The code on the wire. */
    public String value() {
        return value;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The exception that Spring Authorization Server carries to its failure handler. */
    public OAuth2AuthenticationException exception(String description) {
        return new OAuth2AuthenticationException(new OAuth2Error(value, description, null));
    }

    /** The code with this value on the wire; what is not ours counts as an invalid request. */
    static ErrorCode of(String value) {
        for (ErrorCode code : values()) {
            if (code.value.equals(value)) {
                return code;
            }
        }
        return INVALID_REQUEST;
    }
}
