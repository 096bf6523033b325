/**
 * Fetching what strangers name: {@link dev.gatehouse.authserver.outbound.OutboundFetcher} is the one way in which the
 * authorization server reads a document from an address that it was given by somebody else.
 */
@NullMarked
package dev.gatehouse.authserver.outbound;

import org.jspecify.annotations.NullMarked;
