/**
 * Who is in an account and what their role lets them do: {@link dev.gatehouse.policy.account.Role}, its
 * {@link dev.gatehouse.policy.account.Capability capabilities}, and the status of a membership.
 *
 * <p>Decisions look at current capabilities, never at the name of a role (domain rule R58).
 */
@NullMarked
package dev.gatehouse.policy.account;

import org.jspecify.annotations.NullMarked;
