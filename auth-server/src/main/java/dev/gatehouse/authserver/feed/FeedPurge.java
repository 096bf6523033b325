package dev.gatehouse.authserver.feed;

import dev.gatehouse.db.change.ChangeFeed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes entries of the feed that concern no token any more. Several nodes may do it at once: it is idempotent. */
@Component
final class FeedPurge {

    private static final Logger log = LoggerFactory.getLogger(FeedPurge.class);

    private final ChangeFeed feed;

    FeedPurge(ChangeFeed feed) {
        this.feed = feed;
    }

    @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT10M")
    void purge() {
        try {
            feed.purge();
        } catch (DataAccessException e) {
            log.warn("cannot purge the feed now: {}", e.getMessage());
        }
    }
}
