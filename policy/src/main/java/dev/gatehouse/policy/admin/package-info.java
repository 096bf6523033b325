/**
 * What a person may do to an account: the control plane's twin of {@code policy.access}.
 *
 * <p>{@link dev.gatehouse.policy.admin.AdminPolicy#decide} is the one entry point. An
 * {@link dev.gatehouse.policy.admin.AdminAction action} names the capability that it needs and, in order, the
 * {@link dev.gatehouse.policy.admin.AdminFact facts} that must hold of its target. Facts are worded so that holding is
 * good: one that nobody looked up does not hold, and the action is refused.
 *
 * <p>The order is a promise. First the actor, then the capability, and only then whether the target exists, so that a
 * person without the capability learns nothing about ids, names or states.
 */
@NullMarked
package dev.gatehouse.policy.admin;

import org.jspecify.annotations.NullMarked;
