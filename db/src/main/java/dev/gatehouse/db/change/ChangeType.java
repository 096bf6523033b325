package dev.gatehouse.db.change;

/** What kind of change an entry of the feed tells. */
public enum ChangeType {
    /** A server was made, changed or deleted; the subject is its id. */
    SERVER,
    /** The key set changed. */
    KEYS,
    /** All access tokens of an authorization are refused; the subject is its id ({@code sid}). */
    AUTHORIZATION,
    /** One access token is refused; the subject is its {@code jti}. */
    TOKEN,
    /** All access tokens signed with a key are refused; the subject is its {@code kid}. */
    KEY;

    /** Whether it is a revocation entry. */
    public boolean isRevocation() {
        return this == AUTHORIZATION || this == TOKEN || this == KEY;
    }
}
