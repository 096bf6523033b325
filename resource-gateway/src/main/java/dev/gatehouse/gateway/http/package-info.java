/**
 * Small HTTP values shared by the features: an {@link dev.gatehouse.gateway.http.Answer} of our own making, the
 * {@link dev.gatehouse.gateway.http.RequestHead} that decisions look at, and
 * {@link dev.gatehouse.gateway.http.BoundedHttp} for what the gateway fetches itself (feed, key sets).
 *
 * <p>Problem documents follow RFC 9457. Nothing here knows of another feature.
 */
@NullMarked
package dev.gatehouse.gateway.http;

import org.jspecify.annotations.NullMarked;
