package dev.gatehouse.policy.server;

import java.util.List;
import java.util.Set;

/** Who decides who may use a server. */
public sealed interface IdentityProvider {

    /** The kind, for exhaustive switches and for the wire. */
    Type type();

    /** The two kinds. */
    enum Type {
        /** Our own users and grants. */
        BUILT_IN,
        /** Another authorization server, alone. */
        EXTERNAL
    }

    /** Our own users and grants decide. */
    record BuiltIn() implements IdentityProvider {
        @Override
        public Type type() {
            return Type.BUILT_IN;
        }
    }

    /**
     * Another authorization server decides alone; our grants are kept and not consulted (domain rule R34).
     *
     * @param issuer the exact {@code iss} of its tokens
     * @param audience the {@code aud} that its tokens carry for this server
     * @param requiredScopes scopes that a token must hold, all of them; then it may do everything here
     */
    record External(String issuer, String audience, Set<String> requiredScopes) implements IdentityProvider {

        /** Copies. */
        public External {
            requiredScopes = Set.copyOf(requiredScopes);
        }

        @Override
        public Type type() {
            return Type.EXTERNAL;
        }

        /** The required scopes in a fixed order, for challenges and metadata. */
        public List<String> requiredScopesInOrder() {
            return requiredScopes.stream().sorted().toList();
        }
    }
}
