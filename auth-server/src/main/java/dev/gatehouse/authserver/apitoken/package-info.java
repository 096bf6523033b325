/**
 * API tokens of headless agents: opaque, for one server, always measured against today's reach (domain decision O16,
 * ADR-0008). Admin API tokens, which open the Admin API alone, are told apart by their prefix.
 */
@NullMarked
package dev.gatehouse.authserver.apitoken;

import org.jspecify.annotations.NullMarked;
