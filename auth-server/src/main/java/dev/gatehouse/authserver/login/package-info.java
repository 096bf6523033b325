/**
 * How people sign in: with their address and password, on one page.
 */
@NullMarked
package dev.gatehouse.authserver.login;

import org.jspecify.annotations.NullMarked;
