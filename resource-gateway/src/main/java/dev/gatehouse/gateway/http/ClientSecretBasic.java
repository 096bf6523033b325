package dev.gatehouse.gateway.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How a client shows its secret in a header (RFC 6749 section 2.3.1): both are form-encoded before they are put together. */
public final class ClientSecretBasic {

    private ClientSecretBasic() {}

    /** The value of {@code Authorization}. */
    public static String of(String clientId, String secret) {
        String pair = encoded(clientId) + ":" + encoded(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
