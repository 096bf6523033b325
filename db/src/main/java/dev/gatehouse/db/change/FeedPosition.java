package dev.gatehouse.db.change;

import java.util.UUID;

/**
 * Where the feed stands.
 *
 * @param epoch the database's own id
 * @param lastSeq the number of the newest entry
 * @param purgedThrough the number up to which entries may be gone
 */
public record FeedPosition(UUID epoch, long lastSeq, long purgedThrough) {}
