/**
 * How clients find their authorization server: protected resource metadata (RFC 9728) and the bearer challenge
 * (RFC 6750 section 3, RFC 9728 section 5.1).
 *
 * <p>{@link dev.gatehouse.gateway.metadata.BearerChallenge} is the one writer of {@code WWW-Authenticate}.
 */
@NullMarked
package dev.gatehouse.gateway.metadata;

import org.jspecify.annotations.NullMarked;
