/**
 * Is an access token genuine?
 *
 * <p>{@link dev.gatehouse.gateway.token.TokenVerifier} is the entry point: it looks at signature, algorithm, type and
 * shape (RFC 7519, RFC 8725, RFC 9068) under the keys of the server's <em>current</em> issuer, and at nothing else; issuer,
 * audience, expiry, revocation and scope are judged by {@code policy} at each use. Keys of external issuers are fetched
 * here (RFC 7517); those of the built-in one come with the feed.
 */
@NullMarked
package dev.gatehouse.gateway.token;

import org.jspecify.annotations.NullMarked;
