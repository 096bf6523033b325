/**
 * What is under way, and may have to be ended: every exchange that goes to an upstream is judged again when what allowed it
 * changes.
 */
@NullMarked
package dev.gatehouse.gateway.open;

import org.jspecify.annotations.NullMarked;
