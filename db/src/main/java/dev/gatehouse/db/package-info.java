/**
 * The store. {@link dev.gatehouse.db.DbConfiguration} brings in all of it; each aggregate has a package of its own.
 *
 * <p>Everything that a promise rests on is a conditional statement whose row count decides, or a lock taken in a stated
 * order, at READ COMMITTED. Locks are always taken in this order: memberships by id, the account (for its rules about
 * clients), servers, the client, then authorizations by id, then, just
 * before the commit, the counter of the feed. The SQL is the common part of H2 and PostgreSQL.
 */
@NullMarked
package dev.gatehouse.db;

import org.jspecify.annotations.NullMarked;
