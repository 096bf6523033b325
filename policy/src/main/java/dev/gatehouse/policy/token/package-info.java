/**
 * Codes and refresh tokens that are derived, not stored.
 *
 * <p>A token is {@code kid.id.generation.MAC}: it names one authorization and one generation of it, and
 * {@link dev.gatehouse.policy.token.TokenMac} proves that we made it. The store keeps the generation that is current;
 * {@link dev.gatehouse.policy.token.RefreshRotation} says what presenting any generation means (RFC 9700 section 4.14.2).
 * So the store never holds a usable token, a forged token is refused without asking the store, and an old token is always
 * recognised.
 */
@NullMarked
package dev.gatehouse.policy.token;

import org.jspecify.annotations.NullMarked;
