/**
 * Token revocation (RFC 7009), for public clients too. Revoking any refresh token of an authorization ends all of it;
 * revoking an access token ends that token. Both are refused by every gateway within a second.
 */
@NullMarked
package dev.gatehouse.authserver.revocation;

import org.jspecify.annotations.NullMarked;
