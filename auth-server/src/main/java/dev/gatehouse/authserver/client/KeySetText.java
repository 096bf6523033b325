package dev.gatehouse.authserver.client;

import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.Optional;

/** Reads key sets (RFC 7517 section 5) that strangers have written. */
public final class KeySetText {

    private KeySetText() {}

    /** The key set; empty for anything that is none, whatever the parser makes of it. */
    public static Optional<JWKSet> parse(String text) {
        try {
            return Optional.of(JWKSet.parse(text));
        } catch (ParseException | RuntimeException e) {
            // the parser throws NullPointerException, too, for members that are null
            return Optional.empty();
        }
    }
}
