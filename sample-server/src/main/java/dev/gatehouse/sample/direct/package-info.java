/**
 * The protected endpoint {@code /direct/mcp}: a resource server that asks the authorization server about each token
 * (RFC 7662), without a gateway in front. It shows how a server joins Gatehouse by itself.
 *
 * <p>Routes: {@code /direct/mcp} and its metadata {@code /.well-known/oauth-protected-resource/direct/mcp} (RFC 9728).
 * The flow is in {@link dev.gatehouse.sample.direct.BearerFilter}; nothing about a token is kept between two requests.
 */
@NullMarked
package dev.gatehouse.sample.direct;

import org.jspecify.annotations.NullMarked;
