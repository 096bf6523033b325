package dev.gatehouse.db.grant;

import dev.gatehouse.policy.scope.Scopes;
import java.util.UUID;

/** A grant on one server. */
public record ServerGrantRow(UUID membershipId, UUID serverId, Scopes scopes) {}
