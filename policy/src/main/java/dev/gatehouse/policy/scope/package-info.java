/**
 * OAuth scopes of an MCP server (RFC 6749 section 3.3).
 *
 * <p>There are two, {@code mcp:read} and {@code mcp:write}; write implies read. What a client sends is parsed once into a
 * {@link dev.gatehouse.policy.scope.ScopeRequest}; from then on only {@link dev.gatehouse.policy.scope.Scopes} travels.
 */
@NullMarked
package dev.gatehouse.policy.scope;

import org.jspecify.annotations.NullMarked;
