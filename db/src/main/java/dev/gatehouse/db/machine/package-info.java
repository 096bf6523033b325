/**
 * Machine clients: clients that an admin registered for one server, and that ask for themselves (RFC 6749 section 4.4).
 */
@NullMarked
package dev.gatehouse.db.machine;

import org.jspecify.annotations.NullMarked;
