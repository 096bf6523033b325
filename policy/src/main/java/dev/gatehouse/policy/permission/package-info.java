/** Permissions of the integration product. */
@NullMarked
package dev.gatehouse.policy.permission;

import org.jspecify.annotations.NullMarked;
