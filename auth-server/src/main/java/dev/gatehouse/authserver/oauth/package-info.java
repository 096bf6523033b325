/**
 * What the OAuth endpoints share: errors (RFC 6749 section 5.2) and how they are written, and the wiring of Spring
 * Authorization Server.
 */
@NullMarked
package dev.gatehouse.authserver.oauth;

import org.jspecify.annotations.NullMarked;
