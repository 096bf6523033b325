package dev.gatehouse.policy.access;

import dev.gatehouse.policy.access.Facts.AuthorizationFacts;
import dev.gatehouse.policy.access.Facts.SessionFacts;
import dev.gatehouse.policy.access.Facts.TokenFacts;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.Membership;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.RevocationMode;
import dev.gatehouse.policy.server.ServerView;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Everything that one decision looks at. What is missing counts as the refusing value. */
record AccessQuery(Subject subject, ServerView server, Action action, Facts facts) {

    private static final AuthorizationFacts NO_AUTHORIZATION =
            new AuthorizationFacts(true, new UUID(0, 0), Scopes.NONE);
    private static final SessionFacts NO_SESSION = new SessionFacts(Set.of(), false);

    /** Whether an external identity provider governs the server. */
    boolean external() {
        return server.identityProvider().type() == IdentityProvider.Type.EXTERNAL;
    }

    boolean apiToken() {
        return token().kind() == TokenFacts.Kind.API_TOKEN;
    }

    /** Whether the external identity provider decides; on an API token of ours, we do. */
    boolean decidedElsewhere() {
        return external() && !apiToken();
    }

    /** Whether it is about a token that a client got for itself: no person stands behind it. */
    boolean tokenOfMachine() {
        return subject.machine() != null && action.kind() == Action.Kind.INTROSPECT;
    }

    /**
     * Whether what we know of people is consulted. Not where an external identity provider decides alone, and not about the
     * token of a client that got it for itself.
     */
    boolean aboutPeople() {
        return !decidedElsewhere() && !tokenOfMachine();
    }

    /**
     * Whether today's grants are consulted. A live access token is measured against them only where loss of reach must bite
     * at once; an API token, which lives for months, always is.
     */
    boolean consultsGrants() {
        boolean spared = action.kind() == Action.Kind.INTROSPECT
                && !apiToken()
                && facts.revocationMode() == RevocationMode.AT_EXPIRY;
        return aboutPeople() && !spared;
    }

    String trustedIssuer() {
        return !apiToken() && server.identityProvider() instanceof IdentityProvider.External external
                ? external.issuer()
                : facts.builtInIssuer();
    }

    String requiredAudience() {
        return !apiToken() && server.identityProvider() instanceof IdentityProvider.External external
                ? external.audience()
                : server.resource();
    }

    TokenFacts token() {
        return Objects.requireNonNullElse(facts.token(), TokenFacts.UNVERIFIED);
    }

    /** The membership; IS_MEMBER has made sure of it. */
    Membership member() {
        return Objects.requireNonNull(subject.membership());
    }

    boolean has(Capability capability) {
        return subject.role() != null && subject.role().has(capability);
    }

    Operation operation() {
        return action.invoked();
    }

    AuthorizationFacts authorization() {
        return Objects.requireNonNullElse(facts.authorization(), NO_AUTHORIZATION);
    }

    SessionFacts session() {
        return Objects.requireNonNullElse(facts.session(), NO_SESSION);
    }

    /** The scopes that the outcome would carry. */
    Scopes scopes() {
        return switch (action.kind()) {
            case AUTHORIZE, EXCHANGE_CODE, REFRESH, CLIENT_CREDENTIALS ->
                authorization().requested().intersect(subject.reach().scopes());
            case INTROSPECT -> apiToken() ? subject.reach().scopes() : tokenScopes();
            case INVOKE -> tokenScopes();
        };
    }

    private Scopes tokenScopes() {
        return decidedElsewhere() ? Scopes.ALL : Scopes.ofTokens(token().scopes());
    }
}
