package dev.gatehouse.authserver.authorize;

import dev.gatehouse.authserver.oauth.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;

/**
 * An authorization request is refused (RFC 6749 section 4.1.2.1). Only where a verified redirect URI is in it does the
 * answer travel by redirect; else the person sees a page.
 */
public final class AuthorizationRefused extends OAuth2AuthenticationException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable String redirectUri;
    private final @Nullable String state;

    private AuthorizationRefused(
            ErrorCode code, String description, @Nullable String redirectUri, @Nullable String state) {
        this(code, description, description, redirectUri, state);
    }

    private AuthorizationRefused(
            ErrorCode code,
            String forPeople,
            String description,
            @Nullable String redirectUri,
            @Nullable String state) {
        super(new OAuth2Error(code.value(), description, null), forPeople);
        this.code = code;
        this.redirectUri = redirectUri;
        this.state = state;
    }

    /** Tells the person: the client or its redirect URI is not verified. */
    static AuthorizationRefused page(String description) {
        return new AuthorizationRefused(ErrorCode.INVALID_REQUEST, description, null, null);
    }

    /** Tells the person on a page, and developers where the answer is JSON. */
    static AuthorizationRefused page(String forPeople, String forDevelopers) {
        return new AuthorizationRefused(ErrorCode.INVALID_REQUEST, forPeople, forDevelopers, null, null);
    }

    /** Tells the client, at a redirect URI that was verified. */
    static AuthorizationRefused redirect(
            ErrorCode code, String description, String verifiedRedirectUri, @Nullable String state) {
        return new AuthorizationRefused(code, description, verifiedRedirectUri, state);
    }

    /** Tells the client of this request. */
    public static AuthorizationRefused redirect(ErrorCode code, String description, AuthorizationRequest request) {
        return new AuthorizationRefused(code, description, request.redirectUri(), request.state());
    }

    /** The error code. */
    public ErrorCode code() {
        return code;
    }

    /** The verified redirect URI, or null: show a page. */
    public @Nullable String redirectUri() {
        return redirectUri;
    }

    /** The client's state. */
    public @Nullable String state() {
        return state;
    }
}
