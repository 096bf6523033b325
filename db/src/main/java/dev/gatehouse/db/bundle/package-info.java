/**
 * Bundles, the teams that reach them and the servers that they carry, as rows.
 *
 * <p>A server as a bundle carries it is an assignment: a protected resource of its own, with its own identifier.
 */
@NullMarked
package dev.gatehouse.db.bundle;

import org.jspecify.annotations.NullMarked;
