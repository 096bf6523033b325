/**
 * The permission matrix of the integration product, and who may join an account, as data (domain rules R97 to R103).
 *
 * <p>{@link dev.gatehouse.policy.permission.Permissions#evaluate} is the one entry point; it knows no rule that is not in
 * {@code permission-matrix.csv} or {@code permission-scopes.csv}. {@link dev.gatehouse.policy.permission.Eligibility#of} looks
 * up {@code eligibility.csv}. The files are read when the classes are loaded, and a fault in one stops the program then.
 */
@NullMarked
package dev.gatehouse.policy.permission;

import org.jspecify.annotations.NullMarked;
