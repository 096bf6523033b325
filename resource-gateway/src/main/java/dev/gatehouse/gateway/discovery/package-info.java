/**
 * The authorization server's metadata at the gateway's own origin, where clients of 2025-03-26 look for them.
 *
 * <p>{@link dev.gatehouse.gateway.discovery.IssuerDocuments} fetches and serves them.
 */
@NullMarked
package dev.gatehouse.gateway.discovery;

import org.jspecify.annotations.NullMarked;
