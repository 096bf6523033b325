/**
 * What gateways read: the snapshot and the changes since (docs/feed.md). Only holders of the gateway secret are answered.
 */
@NullMarked
package dev.gatehouse.authserver.feed;

import org.jspecify.annotations.NullMarked;
