/**
 * Resource indicators (RFC 8707): how the {@code resource} parameter names an MCP server.
 */
@NullMarked
package dev.gatehouse.policy.resource;

import org.jspecify.annotations.NullMarked;
