/**
 * Teams and who is in them, as rows. What a team reaches stands in {@code dev.gatehouse.db.bundle}.
 */
@NullMarked
package dev.gatehouse.db.team;

import org.jspecify.annotations.NullMarked;
