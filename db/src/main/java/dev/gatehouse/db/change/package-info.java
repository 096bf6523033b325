/**
 * The feed: what every gateway must learn, numbered in commit order (docs/feed.md).
 *
 * <p>Writers call {@link dev.gatehouse.db.change.ChangeFeed#append} anywhere in their transaction. The numbers are drawn
 * from one counter row just before the commit, so that the row is the last lock taken and the sequence follows the order
 * of commits: a reader that has seen number n never misses a number below it.
 */
@NullMarked
package dev.gatehouse.db.change;

import org.jspecify.annotations.NullMarked;
