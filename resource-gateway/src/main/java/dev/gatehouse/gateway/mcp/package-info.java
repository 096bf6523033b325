/**
 * What does a request body ask? Bounded, strict reading of JSON-RPC into operations of the policy.
 *
 * <p>{@link dev.gatehouse.gateway.mcp.RpcReader} is the entry point. The body decides; the {@code Mcp-Method} and
 * {@code Mcp-Name} headers are only checked against it (Streamable HTTP 2026-07-28). Anything that two parsers could read
 * in two ways is refused: duplicate keys, keys that differ in case only, other encodings, trailing content.
 */
@NullMarked
package dev.gatehouse.gateway.mcp;

import org.jspecify.annotations.NullMarked;
