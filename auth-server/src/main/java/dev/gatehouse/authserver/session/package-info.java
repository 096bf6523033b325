/**
 * Sessions of people: in the database, so that any node serves any request, with cookies that carry a MAC under a key
 * derived from the master key. Whoever reads the table cannot make a cookie of what stands there.
 */
@NullMarked
package dev.gatehouse.authserver.session;

import org.jspecify.annotations.NullMarked;
