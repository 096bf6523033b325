/**
 * The Admin API, under {@code /api/v1}: thin controllers over the use cases of {@code admin}.
 *
 * <p>A request passes, in this order: {@link dev.gatehouse.authserver.admin.api.ApiFaultFilter} (nothing leaves but JSON),
 * the security filter chain of this package (an admin API token, or 401), the capability that the handler declares with
 * {@link dev.gatehouse.authserver.admin.api.Requires} (403 before anything of the request is read), the strict reading of
 * the body (400, 413, 415), and the use case. A program
 * in which a route declares no capability does not start, but for the OpenAPI document, which is for everybody ({@link dev.gatehouse.authserver.admin.api.RouteCheck}).
 *
 * <p>Everything that goes wrong is answered with a problem document (RFC 9457) by
 * {@link dev.gatehouse.authserver.admin.api.ApiExceptionResolver}, which also writes the audit row of a refusal.
 */
@NullMarked
package dev.gatehouse.authserver.admin.api;

import org.jspecify.annotations.NullMarked;
