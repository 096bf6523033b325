/**
 * Sessions belong to whoever opened them (Streamable HTTP up to 2025-11-25, {@code Mcp-Session-Id}).
 *
 * <p>{@link dev.gatehouse.gateway.session.SessionIds} binds the ids that upstreams hand out; no state is kept.
 */
@NullMarked
package dev.gatehouse.gateway.session;

import org.jspecify.annotations.NullMarked;
