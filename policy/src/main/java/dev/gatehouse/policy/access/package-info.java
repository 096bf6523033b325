/**
 * The decision: may this subject do this on this server now?
 *
 * <p>{@link dev.gatehouse.policy.access.AccessPolicy#decide} is the only entry point. It is pure: no clock, no store, no
 * randomness; whoever calls it brings a snapshot of the facts. The authorization server asks it at the authorization
 * endpoint, the token endpoint and introspection, the gateway asks it for every call. The first check that fails names
 * the reason; what no check allows is denied.
 */
@NullMarked
package dev.gatehouse.policy.access;

import org.jspecify.annotations.NullMarked;
