package dev.gatehouse.authserver.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API token to be made.
 *
 * @param serverId the server that it is for; null for an admin API token
 * @param expiry when it ends
 */
public record NewApiToken(String name, @Nullable UUID serverId, Expiry expiry) {

    /** When a token ends: at a moment, or after a time. */
    public sealed interface Expiry {

        /** At this moment. */
        record At(Instant moment) implements Expiry {}

        /** After this time. */
        record After(Duration lifetime) implements Expiry {}
    }
}
