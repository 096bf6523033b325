package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.ClientDomains;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PinnedDocuments;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.client.ClientRule;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /client-domains} and {@code /client-documents}. */
@RestController
final class ClientDocumentsController {

    private static final String DOMAINS = "/api/v1/client-domains";
    private static final String DOMAIN = DOMAINS + "/{domain}";
    private static final String DOCUMENTS = "/api/v1/client-documents";

    private final ClientDomains domains;
    private final PinnedDocuments documents;

    ClientDocumentsController(ClientDomains domains, PinnedDocuments documents) {
        this.domains = domains;
        this.documents = documents;
    }

    @GetMapping(DOMAINS)
    @Requires(AdminAction.CLIENT_DOMAIN_READ)
    Page<ClientDomains.Domain> listDomains(AdminActor actor) {
        return domains.list(actor);
    }

    @PutMapping(DOMAIN)
    @Requires(AdminAction.CLIENT_DOMAIN_SET)
    ClientDomains.Domain putDomain(AdminActor actor, @PathVariable String domain, JsonFields body) {
        body.only("verdict");
        return domains.put(actor, domain, body.requiredOneOf("verdict", ClientRule.Verdict.class));
    }

    @DeleteMapping(DOMAIN)
    @Requires(AdminAction.CLIENT_DOMAIN_DELETE)
    ResponseEntity<Void> deleteDomain(AdminActor actor, @PathVariable String domain) {
        domains.delete(actor, domain);
        return ResponseEntity.noContent().build();
    }

    @GetMapping(DOCUMENTS)
    @Requires(AdminAction.CLIENT_DOCUMENT_READ)
    Page<PinnedDocuments.Pinned> listDocuments(AdminActor actor) {
        return documents.list(actor);
    }

    @PutMapping(DOCUMENTS)
    @Requires(AdminAction.CLIENT_DOCUMENT_PIN)
    ResponseEntity<PinnedDocuments.Pinned> pin(AdminActor actor, JsonFields body) {
        body.only("clientId", "document");
        PinnedDocuments.Pinning pinning = documents.pin(
                actor, body.requiredText("clientId"), JsonFields.required("document", body.map("document")));
        PinnedDocuments.Pinned pinned = pinning.pinned();
        return pinning.created() ? Created.at(DOCUMENTS, pinned.id(), pinned) : ResponseEntity.ok(pinned);
    }

    @DeleteMapping(DOCUMENTS + "/{id}")
    @Requires(AdminAction.CLIENT_DOCUMENT_UNPIN)
    ResponseEntity<Void> unpin(AdminActor actor, @PathVariable String id) {
        documents.unpin(actor, PathIds.of(id));
        return ResponseEntity.noContent().build();
    }
}
