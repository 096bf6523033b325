/**
 * OAuth clients that registered themselves (RFC 7591).
 */
@NullMarked
package dev.gatehouse.db.client;

import org.jspecify.annotations.NullMarked;
