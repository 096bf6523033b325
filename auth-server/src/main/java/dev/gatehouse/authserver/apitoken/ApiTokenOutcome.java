package dev.gatehouse.authserver.apitoken;

import dev.gatehouse.db.apitoken.ApiTokenRow;
import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.scope.Scopes;

/** Whether an API token is good for the server that it was shown to, by itself or through a bundle. */
public sealed interface ApiTokenOutcome {

    /**
     * It is.
     *
     * @param resource the canonical resource that it was shown to
     * @param scopes what its person may do there today
     */
    record Active(ApiTokenRow token, String resource, Scopes scopes) implements ApiTokenOutcome {

        /** What stands for a client of RFC 7662: an API token has none, and this never changes. */
        public String clientId() {
            return "api-token:" + token.id();
        }
    }

    /** It is not. */
    record Inactive(Reason reason) implements ApiTokenOutcome {}
}
