/**
 * MCP servers, the external identity providers that they may be bound to, and the credentials with which a server
 * introspects.
 */
@NullMarked
package dev.gatehouse.db.server;

import org.jspecify.annotations.NullMarked;
