/**
 * What a decision needs about one person and one server, read in one statement.
 */
@NullMarked
package dev.gatehouse.db.access;

import org.jspecify.annotations.NullMarked;
