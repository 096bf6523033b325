/** What several features read of an HTTP request. */
@NullMarked
package dev.gatehouse.authserver.http;

import org.jspecify.annotations.NullMarked;
