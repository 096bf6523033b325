/**
 * What an OAuth client may tell about itself: {@link dev.gatehouse.policy.client.RedirectUri} judges and matches redirect
 * URIs (RFC 6749 section 3.1.2, RFC 8252 section 7.3, RFC 9700 section 2.1).
 */
@NullMarked
package dev.gatehouse.policy.client;

import org.jspecify.annotations.NullMarked;
