/**
 * The audit log: append-only rows, each written in the transaction of the change that it tells.
 */
@NullMarked
package dev.gatehouse.db.audit;

import org.jspecify.annotations.NullMarked;
