/**
 * Tells the authorization server of refusals, so that admins can look a decision up by its id (docs/feed.md): of tokens that
 * were verified and are for the very server, from a bounded queue, never in the way of an exchange.
 */
@NullMarked
package dev.gatehouse.gateway.report;

import org.jspecify.annotations.NullMarked;
