package dev.gatehouse.policy.access;

import dev.gatehouse.policy.access.Facts.AuthorizationFacts;
import dev.gatehouse.policy.access.Facts.SessionFacts;
import dev.gatehouse.policy.access.Facts.TokenFacts;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.Membership;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.ServerView;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Everything that one decision looks at. What is missing counts as the refusing value. */
record AccessQuery(Subject subject, ServerView server, Action action, Facts facts) {

    private static final AuthorizationFacts NO_AUTHORIZATION =
            new AuthorizationFacts(true, new UUID(0, 0), Scopes.NONE);
    private static final SessionFacts NO_SESSION = new SessionFacts(Set.of(), false);

    boolean external() {
        return server.identityProvider().type() == IdentityProvider.Type.EXTERNAL;
    }

    String trustedIssuer() {
        return server.identityProvider() instanceof IdentityProvider.External external
                ? external.issuer()
                : facts.builtInIssuer();
    }

    String requiredAudience() {
        return server.identityProvider() instanceof IdentityProvider.External external
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
            case AUTHORIZE, EXCHANGE_CODE, REFRESH ->
                authorization().requested().intersect(subject.reach().scopes());
            case INTROSPECT, INVOKE -> external() ? Scopes.ALL : Scopes.ofTokens(token().scopes());
        };
    }
}
