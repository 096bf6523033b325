/**
 * The decision on a request, pure: {@link dev.gatehouse.gateway.access.Gate} turns a head, and later a body, into either
 * an answer or leave to go on.
 *
 * <p>The rules themselves are {@code AccessPolicy} in {@code policy}; this package brings the facts and writes the wire
 * form of a refusal. The order of the checks is a security property: server, origin, token, method, operation.
 */
@NullMarked
package dev.gatehouse.gateway.access;

import org.jspecify.annotations.NullMarked;
