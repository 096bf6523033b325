/**
 * Which addresses of the network may be connected to (RFC 6890). Both programs judge by it: the authorization server when an
 * address is saved or a stranger's document is fetched, the gateway whenever it connects.
 */
@NullMarked
package dev.gatehouse.policy.net;

import org.jspecify.annotations.NullMarked;
