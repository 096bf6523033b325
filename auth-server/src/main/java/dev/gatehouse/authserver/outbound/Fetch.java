package dev.gatehouse.authserver.outbound;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What came of fetching a document. */
public sealed interface Fetch {

    /** The address, or one of those that the name has, is inside. */
    Fetch NOT_PUBLIC = new Refused("the address is not a public one");
    /** Nobody knows the name. */
    Fetch UNKNOWN_NAME = new Failed("the name cannot be resolved");
    /** The exchange broke off. */
    Fetch NO_ANSWER = new Failed("there is no answer");

    /**
     * How long an answer may be used, and how to ask again (RFC 9111).
     *
     * @param freshFor what the answer says; null when it says nothing
     * @param etag for a conditional request; null when there is none
     */
    record Caching(@Nullable Duration freshFor, @Nullable String etag) {}

    /** A JSON document was there. */
    record Fetched(byte[] body, Caching caching) implements Fetch {

        /** The body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Fetched that && Arrays.equals(body, that.body) && caching.equals(that.caching);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(body);
        }

        /** Does not print the body. */
        @Override
        public String toString() {
            return "Fetched[" + body.length + " bytes]";
        }
    }

    /** The document is still the one with the entity tag that was asked with (304). */
    record NotModified(Caching caching) implements Fetch {}

    /** There is no such document (404), or not any more (410). */
    record Gone() implements Fetch {}

    /**
     * What was asked for is not fetched, or what came is not taken: asking again will not help until somebody changes
     * something.
     *
     * @param reason for people and logs
     */
    record Refused(String reason) implements Fetch {}

    /**
     * There was no answer to speak of; a later try may do better.
     *
     * @param reason for people and logs
     */
    record Failed(String reason) implements Fetch {}

    /** We are fetching too much already; nothing was asked, and nothing is known. */
    record Busy() implements Fetch {}
}
