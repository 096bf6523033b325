/**
 * Token introspection (RFC 7662). A resource server may ask about access tokens for itself, a confidential client about
 * tokens of its own; to anybody else every token is inactive. The answer is JSON, or signed (RFC 9701).
 */
@NullMarked
package dev.gatehouse.authserver.introspection;

import org.jspecify.annotations.NullMarked;
