/**
 * OAuth clients: registrations (RFC 7591), their use, and what the accounts think of clients.
 */
@NullMarked
package dev.gatehouse.db.client;

import org.jspecify.annotations.NullMarked;
