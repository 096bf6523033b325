package dev.gatehouse.authserver.outbound;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A question to an identity provider.
 *
 * @param form what is posted; null for a GET
 * @param authorization the value of the header; null for none
 * @param maxBytes the most that is read of the answer
 */
public record ProbeRequest(
        URI url, @Nullable String form, @Nullable String authorization, int maxBytes) {

    /** A GET. */
    public static ProbeRequest get(URI url, int maxBytes) {
        return new ProbeRequest(url, null, null, maxBytes);
    }

    /** Prints neither the form nor the credentials. */
    @Override
    public String toString() {
        return (form == null ? "GET " : "POST ") + url;
    }
}
