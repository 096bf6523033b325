/**
 * Keys: the one that signs access tokens (RFC 7517, RFC 7518) and the one that makes codes and refresh tokens. They are
 * stored wrapped under the master key and live in clear in this program's memory only.
 */
@NullMarked
package dev.gatehouse.authserver.key;

import org.jspecify.annotations.NullMarked;
