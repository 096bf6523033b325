package dev.gatehouse.authserver.admin;

import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import java.util.List;

/** Reads the scopes of a grant. Unlike in a token request, an unknown one is an error. */
public final class GrantScopes {

    private GrantScopes() {}

    /** At least one scope, all of them known. */
    public static Scopes parse(List<String> tokens) {
        boolean unknown = tokens.stream().anyMatch(token -> Scope.of(token).isEmpty());
        if (tokens.isEmpty() || unknown) {
            throw new InvalidValue("`scopes` must name at least one of `mcp:read` and `mcp:write`, and nothing else");
        }
        return Scopes.ofTokens(tokens);
    }
}
