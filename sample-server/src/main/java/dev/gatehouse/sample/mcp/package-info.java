/**
 * The MCP servers themselves, one per path and each with notes of its own: tools that read, tools that write, a tool
 * that streams for a while, a resource and a prompt, spoken over Streamable HTTP by the MCP Java SDK.
 *
 * <p>Entry point: {@link dev.gatehouse.sample.mcp.McpEndpoint#open}. Callers: the registrations in this package, and
 * {@code direct} for its protected endpoint. No check of who calls: that is the gateway's business, or {@code direct}'s.
 */
@NullMarked
package dev.gatehouse.sample.mcp;

import org.jspecify.annotations.NullMarked;
