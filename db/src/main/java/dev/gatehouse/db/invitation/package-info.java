/** Invitations into accounts, and which of them wait to be mailed. */
@NullMarked
package dev.gatehouse.db.invitation;

import org.jspecify.annotations.NullMarked;
