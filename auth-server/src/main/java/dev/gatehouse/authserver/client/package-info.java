/**
 * OAuth clients: how they register (RFC 7591) and how they authenticate (RFC 6749 section 2.3).
 *
 * <p>Clients are public: they register themselves and authenticate with their {@code client_id} alone; PKCE and rotation
 * protect them. A resource server authenticates with the introspection credential of its server, and may introspect with
 * it and nothing else.
 */
@NullMarked
package dev.gatehouse.authserver.client;

import org.jspecify.annotations.NullMarked;
