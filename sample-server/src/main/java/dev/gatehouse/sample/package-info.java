/**
 * A small real MCP server for the demo and the tests.
 *
 * <p>Entry point: {@link dev.gatehouse.sample.SampleServerApplication}. Routes: {@code /everything/mcp},
 * {@code /notes/mcp} and {@code /vault/mcp} stand behind the gateway and check nothing themselves; {@code /direct/mcp}
 * is a resource server that introspects each token; {@code /health/live} and {@code /health/ready}. Bound to the
 * loopback addresses only.
 */
@NullMarked
package dev.gatehouse.sample;

import org.jspecify.annotations.NullMarked;
