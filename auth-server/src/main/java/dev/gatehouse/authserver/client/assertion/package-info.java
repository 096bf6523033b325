/**
 * Authentication of clients by signed assertions (RFC 7523 section 2.2, {@code private_key_jwt}):
 * {@link dev.gatehouse.authserver.client.assertion.ClientAssertions} judges them.
 */
@NullMarked
package dev.gatehouse.authserver.client.assertion;

import org.jspecify.annotations.NullMarked;
