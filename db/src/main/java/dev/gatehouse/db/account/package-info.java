/**
 * Accounts, people, roles and memberships as rows.
 */
@NullMarked
package dev.gatehouse.db.account;

import org.jspecify.annotations.NullMarked;
