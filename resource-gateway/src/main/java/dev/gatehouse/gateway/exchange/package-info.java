/**
 * One request to an MCP endpoint from its head to the last byte of its answer, and what may take part in it: who looks on
 * ({@link dev.gatehouse.gateway.exchange.ExchangeListener}), who limits
 * ({@link dev.gatehouse.gateway.exchange.ExchangeLimit}), who the upstream is shown
 * ({@link dev.gatehouse.gateway.exchange.UpstreamIdentity}) and who looks into answers
 * ({@link dev.gatehouse.gateway.exchange.AnswerRewriter}).
 *
 * <p>{@code proxy} calls them in a fixed order; each is a feature of its own and knows nothing of the I/O.
 */
@NullMarked
package dev.gatehouse.gateway.exchange;

import org.jspecify.annotations.NullMarked;
