/**
 * Passwords of people, as hashes, and the links with which a new one is set. A change counts the password's version on,
 * and with that every session ends that began under an older one, whatever node it is on.
 */
@NullMarked
package dev.gatehouse.db.password;

import org.jspecify.annotations.NullMarked;
