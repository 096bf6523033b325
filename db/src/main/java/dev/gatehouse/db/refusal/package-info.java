/** What gateways refused, for a week. */
@NullMarked
package dev.gatehouse.db.refusal;

import org.jspecify.annotations.NullMarked;
