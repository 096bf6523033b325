package dev.gatehouse.policy.access;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is being asked.
 *
 * @param operation the MCP operation; present exactly for {@link Kind#INVOKE}
 */
public record Action(Kind kind, @Nullable Operation operation) {

    /** A person wants to authorize a client (RFC 6749 section 4.1.1). */
    public static final Action AUTHORIZE = new Action(Kind.AUTHORIZE, null);
    /** A client redeems its authorization code (RFC 6749 section 4.1.3). */
    public static final Action EXCHANGE_CODE = new Action(Kind.EXCHANGE_CODE, null);
    /** A client refreshes (RFC 6749 section 6). */
    public static final Action REFRESH = new Action(Kind.REFRESH, null);
    /** A machine client wants an access token for itself (RFC 6749 section 4.4). */
    public static final Action CLIENT_CREDENTIALS = new Action(Kind.CLIENT_CREDENTIALS, null);
    /** A resource server asks about a token (RFC 7662). */
    public static final Action INTROSPECT = new Action(Kind.INTROSPECT, null);

    /** An MCP request at the gateway. */
    public static Action invoke(Operation operation) {
        return new Action(Kind.INVOKE, operation);
    }

    /** An operation goes with INVOKE, and only with it. */
    public Action {
        if ((kind == Kind.INVOKE) != (operation != null)) {
            throw new IllegalArgumentException("an operation goes with INVOKE, and only with it");
        }
    }

    Operation invoked() {
        return Objects.requireNonNull(operation);
    }

    /** The kinds of action. */
    public enum Kind {
        /** See {@link Action#AUTHORIZE}. */
        AUTHORIZE,
        /** See {@link Action#EXCHANGE_CODE}. */
        EXCHANGE_CODE,
        /** See {@link Action#REFRESH}. */
        REFRESH,
        /** See {@link Action#CLIENT_CREDENTIALS}. */
        CLIENT_CREDENTIALS,
        /** See {@link Action#INTROSPECT}. */
        INTROSPECT,
        /** See {@link Action#invoke}. */
        INVOKE
    }
}
