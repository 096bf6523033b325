/**
 * OAuth clients: how they register (RFC 7591) and how they authenticate (RFC 6749 section 2.3).
 *
 * <p>Most clients are public: they authenticate with their {@code client_id} alone; PKCE and rotation protect them. A
 * confidential client shows its secret, by HTTP Basic or in the body, however it was registered. A resource server
 * authenticates with the introspection credential of its server, and may introspect with it and nothing else.
 */
@NullMarked
package dev.gatehouse.authserver.client;

import org.jspecify.annotations.NullMarked;
