/**
 * What clients read before anything else: authorization server metadata (RFC 8414, and with a few members more where
 * OpenID Connect Discovery looks for it) and the key set (RFC 7517).
 */
@NullMarked
package dev.gatehouse.authserver.metadata;

import org.jspecify.annotations.NullMarked;
