package dev.gatehouse.authserver.outbound;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of a question to an identity provider, told apart so that somebody can be told what to do. */
public sealed interface Probed {

    /**
     * There was an answer of any status.
     *
     * @param body its body, empty where there is none
     * @param location where it redirects to; null when it says nothing
     * @param clockAhead how far its clock is ahead of ours; null when it does not tell the time
     */
    record Answered(
            int status,
            byte[] body,
            @Nullable String location,
            @Nullable Duration clockAhead) implements Probed {

        /** The body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** Does not print the body. */
        @Override
        public String toString() {
            return "Answered[" + status + "]";
        }
    }

    /** There was none that could be used. */
    record Failed(Failure failure) implements Probed {}

    /** Why there was none. */
    enum Failure {
        /** The URL is no http or https URL. */
        NO_URL,
        /** Nobody knows the name. */
        UNKNOWN_NAME,
        /** The name, or the address, is one that may not be connected to. */
        PRIVATE_ADDRESS,
        /** Nobody listens there. */
        NO_CONNECTION,
        /** The certificate is of another time. */
        TLS_EXPIRED,
        /** The certificate is for another name. */
        TLS_WRONG_NAME,
        /** The certificate is of an authority that we do not know, or of none. */
        TLS_UNKNOWN_AUTHORITY,
        /** There is no TLS connection to be had for another reason. */
        TLS_OTHER,
        /** It took too long. */
        TIMEOUT,
        /** The answer is larger than it may be. */
        TOO_LARGE,
        /** The answer broke off, or is no HTTP. */
        BROKEN,
        /** We are asking too much already. */
        BUSY
    }
}
