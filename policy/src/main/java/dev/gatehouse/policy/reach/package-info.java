/**
 * Whether a person reaches a server, and by what: the first source that holds, in the order of
 * {@link dev.gatehouse.policy.reach.ReachSource}.
 */
@NullMarked
package dev.gatehouse.policy.reach;

import org.jspecify.annotations.NullMarked;
