/**
 * An MCP server as an OAuth protected resource (RFC 9728), and who governs it:
 * {@link dev.gatehouse.policy.server.IdentityProvider built-in} (our users and grants decide) or external (it alone
 * decides).
 */
@NullMarked
package dev.gatehouse.policy.server;

import org.jspecify.annotations.NullMarked;
