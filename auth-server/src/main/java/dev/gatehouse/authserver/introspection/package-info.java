/**
 * Token introspection (RFC 7662). A resource server may ask about access tokens for itself; to anybody else every token
 * is inactive.
 */
@NullMarked
package dev.gatehouse.authserver.introspection;

import org.jspecify.annotations.NullMarked;
