/** Links with which accounts are made. */
@NullMarked
package dev.gatehouse.db.setup;

import org.jspecify.annotations.NullMarked;
