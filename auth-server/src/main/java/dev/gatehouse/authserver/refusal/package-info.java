/** Takes what gateways tell of their refusals (docs/feed.md), and forgets it after a week. */
@NullMarked
package dev.gatehouse.authserver.refusal;

import org.jspecify.annotations.NullMarked;
