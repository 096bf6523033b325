/**
 * How requests come in: one security filter chain per kind of caller, the CORS rules, the error page, the assets.
 *
 * <p>The chains, in order: gateways ({@code /internal}), the Admin API ({@code /api}, in {@code admin}), the OAuth
 * endpoints of Spring Authorization Server, public documents and registration, and last the pages for people, which also
 * catches everything unknown. A machine endpoint never answers with a page or a redirect to one.
 */
@NullMarked
package dev.gatehouse.authserver.web;

import org.jspecify.annotations.NullMarked;
