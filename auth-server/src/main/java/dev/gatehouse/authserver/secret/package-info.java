/**
 * Random secrets and their digests. Secrets that we generate have 256 random bits, so a plain SHA-256 is enough to store
 * them; passwords that people choose are another matter and go through Spring Security's password encoder.
 */
@NullMarked
package dev.gatehouse.authserver.secret;

import org.jspecify.annotations.NullMarked;
