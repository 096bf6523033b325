package dev.gatehouse.db.change;

import java.time.Instant;

/**
 * One entry of the feed.
 *
 * @param seq its place in commit order
 * @param subject what it is about, see {@link ChangeType}
 * @param reason why, for whoever reads the feed
 * @param expiresAt from then on it concerns no access token any more
 */
public record ChangeEntry(long seq, ChangeType type, String subject, String reason, Instant expiresAt) {}
