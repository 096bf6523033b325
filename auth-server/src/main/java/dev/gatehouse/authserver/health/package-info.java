/**
 * Whether the program lives, and whether it can serve.
 */
@NullMarked
package dev.gatehouse.authserver.health;

import org.jspecify.annotations.NullMarked;
