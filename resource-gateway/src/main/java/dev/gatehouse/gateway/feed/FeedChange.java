package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.assertion.AssertionKeys;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.gateway.token.Revocations;
import dev.gatehouse.gateway.token.VerificationKeys;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** One change of the feed. */
sealed interface FeedChange {

    /**
     * A server as it is now.
     *
     * @param entries all its places: by itself and through bundles
     */
    record ServerChanged(UUID id, List<ServerEntry> entries) implements FeedChange {}

    /** A server was deleted. */
    record ServerGone(UUID id) implements FeedChange {}

    /** Something was revoked. */
    record Revoked(Revocations.Entry entry) implements FeedChange {}

    /** The built-in issuer has these keys now, and these sign for upstreams. */
    record KeysChanged(VerificationKeys keys, AssertionKeys assertionKeys) implements FeedChange {}

    /**
     * Changes that are told together.
     *
     * @param cursor where to go on
     * @param more whether there is more behind it
     * @param changes in commit order
     */
    record Page(String cursor, boolean more, List<FeedChange> changes) {}

    /**
     * An event of the stream.
     *
     * @param page what a poll would have been answered
     * @param elapsed how long after it was asked for the stream the database was read, at the least
     */
    record Told(Page page, Duration elapsed) {}
}
