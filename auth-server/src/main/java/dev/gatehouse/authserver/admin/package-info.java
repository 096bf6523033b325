/**
 * What admins do: one class per area (people, servers, who may connect to them, identity providers), each method one use
 * case and one transaction. The REST controllers in {@code admin.api} and the console call the same methods.
 *
 * <p>Every method takes the {@link dev.gatehouse.policy.admin.AdminActor} and asks
 * {@link dev.gatehouse.policy.admin.AdminPolicy}. What is refused throws
 * {@link dev.gatehouse.authserver.admin.AdminRefusal}, which rolls back; a value that cannot be taken throws
 * {@link dev.gatehouse.authserver.admin.InvalidValue}. What changes writes one audit row and, where a gateway must learn
 * of it, an entry of the feed, in the same transaction. What changes nothing writes nothing.
 *
 * <p>Locks are taken in the order of {@code dev.gatehouse.db}, servers between memberships and authorizations. Nothing
 * here takes reach away but through {@link dev.gatehouse.db.grant.ReachChanges}, and the deletion of a server.
 */
@NullMarked
package dev.gatehouse.authserver.admin;

import org.jspecify.annotations.NullMarked;
