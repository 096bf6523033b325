/**
 * Who reaches which server, as rows, and the one way to change it.
 *
 * <p>{@link dev.gatehouse.db.grant.ReachChanges} is the only way to run a change that may take reach away: it locks, lets
 * the change happen, and revokes in the same transaction what has lost its reach (domain invariants I8, I9).
 */
@NullMarked
package dev.gatehouse.db.grant;

import org.jspecify.annotations.NullMarked;
