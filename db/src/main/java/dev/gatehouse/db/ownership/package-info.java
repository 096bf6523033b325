/**
 * Who owns an account, and offers of it: {@link dev.gatehouse.db.ownership.Ownership} moves it,
 * {@link dev.gatehouse.db.ownership.TransferRepository} keeps the offers.
 */
@NullMarked
package dev.gatehouse.db.ownership;

import org.jspecify.annotations.NullMarked;
