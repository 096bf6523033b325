package dev.gatehouse.authserver.outbound;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A document to be fetched.
 *
 * @param maxBytes the most that it may have
 * @param etag the entity tag of the copy that the caller has
 */
public record FetchRequest(URI url, int maxBytes, @Nullable String etag) {}
