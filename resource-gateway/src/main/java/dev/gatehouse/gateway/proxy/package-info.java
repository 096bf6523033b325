/**
 * The HTTP server and the relay to the upstreams: all the I/O of a request.
 *
 * <p>{@link dev.gatehouse.gateway.proxy.GatewayServer} is started by the application and calls everything else. The relay
 * passes bytes both ways as they come, never sends the client's token up, and never lets a broken upstream
 * look complete (RFC 9112 section 8).
 */
@NullMarked
package dev.gatehouse.gateway.proxy;

import org.jspecify.annotations.NullMarked;
