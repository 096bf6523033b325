/**
 * A server that the gateway stands in front of, as the feed describes it.
 *
 * <p>Written by {@code feed}, read by everybody. An MCP server is an OAuth protected resource (RFC 9728).
 */
@NullMarked
package dev.gatehouse.gateway.server;

import org.jspecify.annotations.NullMarked;
