/**
 * One row for one authorization: its code, its refresh-token family and its revocation (ADR-0002).
 *
 * <p>{@link dev.gatehouse.db.authorization.AuthorizationRepository} approves, redeems and rotates;
 * {@link dev.gatehouse.db.authorization.FamilyRevocations} ends. What a call may do is decided inside its transaction by
 * {@link dev.gatehouse.policy.access.AccessPolicy}, after the row is touched and before anything is issued.
 */
@NullMarked
package dev.gatehouse.db.authorization;

import org.jspecify.annotations.NullMarked;
