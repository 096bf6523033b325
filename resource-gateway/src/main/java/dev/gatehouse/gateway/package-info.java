/**
 * The gateway: one HTTP server in front of many MCP servers.
 *
 * <p>{@link dev.gatehouse.gateway.GatewayApplication} starts it. A request passes
 * {@code proxy} (I/O) -> {@code access} (pure decisions) -> {@code token} (is the token genuine?) -> {@code mcp} (what
 * does the body ask?) -> {@code access} again -> {@code proxy} (relay). Everything that the gateway knows comes over the
 * {@code feed}; it holds no database credential and no state that another gateway would need.
 */
@NullMarked
package dev.gatehouse.gateway;

import org.jspecify.annotations.NullMarked;
