package dev.gatehouse.db.machine;

import dev.gatehouse.policy.scope.Scopes;
import org.jspecify.annotations.Nullable;

/**
 * What a machine client asks for.
 *
 * @param clientId the client, authenticated
 * @param scopes what it asks
 * @param resource the canonical resource that it names, if it does
 */
public record MachineRequest(
        String clientId, Scopes scopes, @Nullable String resource) {}
