/**
 * {@code GET /health/live} and {@code GET /health/ready}. Called by the router of {@code proxy}.
 */
@NullMarked
package dev.gatehouse.gateway.health;

import org.jspecify.annotations.NullMarked;
