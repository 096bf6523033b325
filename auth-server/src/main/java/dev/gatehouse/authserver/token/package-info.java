/**
 * The token endpoint (RFC 6749 section 3.2): redeems codes, refreshes, and issues access tokens (RFC 9068).
 *
 * <p>Spring Authorization Server reads the request and writes the answer; the two providers here stand in its list of
 * authentication providers. What may be issued is decided and committed by
 * {@link dev.gatehouse.db.authorization.AuthorizationRepository}; the signature follows the commit.
 */
@NullMarked
package dev.gatehouse.authserver.token;

import org.jspecify.annotations.NullMarked;
