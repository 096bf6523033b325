package dev.gatehouse.authserver.login;

import org.jspecify.annotations.Nullable;

/**
 * Somebody tries to sign in, or shows their password in another way.
 *
 * @param person the address that was typed, whether or not it is anybody's
 * @param address where the request comes from
 * @param device the device, if this person has signed in from it before
 */
record SignInAttempt(
        String person, String address, @Nullable String device) {}
