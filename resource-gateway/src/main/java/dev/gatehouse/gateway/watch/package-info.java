/**
 * What operators see of the gateway: a line for each exchange ({@code AccessLog}), figures ({@code ExchangeFigures},
 * {@code Figures}) and the port where they are read ({@code ManagementServer}).
 *
 * <p>Nothing here holds up an exchange, and nothing here shows a token, a body or a query. What a client sends is never the
 * name or the label of a figure, and in the log it cannot leave its quotes.
 */
@NullMarked
package dev.gatehouse.gateway.watch;

import org.jspecify.annotations.NullMarked;
