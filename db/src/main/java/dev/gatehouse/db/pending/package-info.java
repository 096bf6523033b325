/**
 * Authorization requests that wait for a person: single use rests on a conditional delete whose row count decides.
 */
@NullMarked
package dev.gatehouse.db.pending;

import org.jspecify.annotations.NullMarked;
