package dev.gatehouse.authserver.client;

import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.Optional;

/** Reads JSON Web Key Sets (RFC 7517 section 5) that others wrote: whatever is none is empty, and nothing is thrown. */
public final class KeySetText {

    private KeySetText() {}

    /** The key set; empty for what is none, and for one with {@code null} in place of a key. */
    public static Optional<JWKSet> parse(String text) {
        try {
            return Optional.of(JWKSet.parse(text));
        } catch (ParseException | RuntimeException e) {
            // the parser answers some wrong shapes with NullPointerException or ClassCastException
            return Optional.empty();
        }
    }
}
