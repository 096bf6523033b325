package dev.gatehouse.policy.token;

/** What a derived token is for. The kind is under the MAC, so one can never pass as the other. */
public enum TokenKind {
    /** An authorization code (RFC 6749 section 1.3.1). */
    AUTHORIZATION_CODE("c"),
    /** A refresh token (RFC 6749 section 1.5). */
    REFRESH_TOKEN("r");

    private final String label;

    TokenKind(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
