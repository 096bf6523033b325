/**
 * The authorization server: OAuth 2.1 endpoints, the Admin API and the pages.
 *
 * <p>Spring Authorization Server is the protocol's edge (filters, converters, client authentication, metadata); what is
 * decided, stored and issued is decided by {@code policy}, stored by {@code db} and issued by the packages below, one per
 * feature.
 */
@NullMarked
package dev.gatehouse.authserver;

import org.jspecify.annotations.NullMarked;
