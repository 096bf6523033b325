/**
 * What the gateway knows: the feed of docs/feed.md, kept in memory.
 *
 * <p>{@link dev.gatehouse.gateway.feed.Feed} is what others read: one immutable state, swapped whole, and its age. A
 * single thread takes a snapshot, then polls every 250 ms; when the authorization server is away, the last state stays.
 */
@NullMarked
package dev.gatehouse.gateway.feed;

import org.jspecify.annotations.NullMarked;
