/**
 * The authorization endpoint (RFC 6749 section 4.1.1, OAuth 2.1, RFC 8707, RFC 9207).
 *
 * <p>The flow: {@link dev.gatehouse.authserver.authorize.AuthorizationRequestReader} judges the parameters, client and
 * redirect URI first, because only then may an error travel by redirect; then the person signs in; then access is decided;
 * then consent is asked ({@code consent}). Nothing is stored until the person allows it. Spring Authorization Server's
 * endpoint filter is the edge; converter, provider and handlers are ours.
 */
@NullMarked
package dev.gatehouse.authserver.authorize;

import org.jspecify.annotations.NullMarked;
