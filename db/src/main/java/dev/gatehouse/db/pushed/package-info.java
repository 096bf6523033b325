/**
 * Pushed authorization requests (RFC 9126) that wait for their person.
 */
@NullMarked
package dev.gatehouse.db.pushed;

import org.jspecify.annotations.NullMarked;
