package dev.gatehouse.authserver.admin;

import dev.gatehouse.policy.access.Action;
import dev.gatehouse.policy.access.Operation;
import dev.gatehouse.policy.resource.ProtectedResource;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an admin wants explained: may this person do this at this server, and why?
 *
 * @param resource the server by itself, or as a bundle carries it
 * @param tool the tool that is called, for {@link Kind#INVOKE}; null for a connection as such
 * @param authorizationId one installation; null for a fresh sign-in
 * @param at the moment; null for now
 */
public record DecisionQuestion(
        UUID userId,
        ProtectedResource resource,
        Kind kind,
        @Nullable String tool,
        @Nullable UUID authorizationId,
        @Nullable Instant at) {

    private static final int MAX_TOOL = 256;

    /** Refuses what makes no sense. */
    public DecisionQuestion {
        if (tool != null && kind != Kind.INVOKE) {
            throw new InvalidValue("`tool` goes with `INVOKE` only");
        }
        if (tool != null && (tool.isEmpty() || tool.length() > MAX_TOOL || !Values.prints(tool))) {
            throw new InvalidValue("`tool` must have 1 to " + MAX_TOOL + " characters that print");
        }
    }

    /** The action, as the policy takes it. */
    Action action() {
        return switch (kind) {
            case AUTHORIZE -> Action.AUTHORIZE;
            case EXCHANGE_CODE -> Action.EXCHANGE_CODE;
            case REFRESH -> Action.REFRESH;
            case INTROSPECT -> Action.INTROSPECT;
            case INVOKE -> Action.invoke(tool == null ? Operation.of("initialize") : Operation.callTool(tool, false));
        };
    }

    /** What a person's client does; see {@link Action.Kind}. */
    public enum Kind {
        /** The person signs in and allows the client. */
        AUTHORIZE,
        /** The client redeems the code. */
        EXCHANGE_CODE,
        /** The client refreshes. */
        REFRESH,
        /** A resource server asks about the access token. */
        INTROSPECT,
        /** The client calls the server through the gateway. */
        INVOKE;

        /** Whether it rests on an access token. */
        boolean needsToken() {
            return this == INTROSPECT || this == INVOKE;
        }
    }
}
