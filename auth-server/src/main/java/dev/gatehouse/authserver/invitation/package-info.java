/** What becomes of invitations once they are made: the mail, and the answers of those who are invited. */
@NullMarked
package dev.gatehouse.authserver.invitation;

import org.jspecify.annotations.NullMarked;
