/**
 * Limits on the rate of requests that strangers can make: {@link dev.gatehouse.authserver.limit.RateLimits}.
 */
@NullMarked
package dev.gatehouse.authserver.limit;

import org.jspecify.annotations.NullMarked;
