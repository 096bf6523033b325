/**
 * Client ID metadata documents (draft-ietf-oauth-client-id-metadata-document-00, ADR-0006): the {@code client_id} is the URL
 * at which the client publishes what it is. {@link dev.gatehouse.authserver.client.document.ClientDocuments} fetches and
 * remembers them, {@link dev.gatehouse.authserver.client.document.MetadataDocument} judges them.
 */
@NullMarked
package dev.gatehouse.authserver.client.document;

import org.jspecify.annotations.NullMarked;
