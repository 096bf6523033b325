package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.feed.Feed.View;
import dev.gatehouse.gateway.token.Revocations;
import java.util.Set;
import java.util.UUID;

/** Is told of changes of the feed, after they came into force and on the feed's own thread: must not wait for anything. */
public interface FeedListener {

    /** These things are not as they were. */
    void changed(View now, Touched touched);

    /**
     * What a change was about.
     *
     * @param everything a new snapshot was taken: anything may have changed
     * @param servers the servers that changed, or are gone
     * @param revoked what was revoked with this change
     */
    record Touched(boolean everything, Set<UUID> servers, Revocations revoked) {

        /** Copies. */
        public Touched {
            servers = Set.copyOf(servers);
        }
    }
}
