package dev.gatehouse.authserver.setup;

import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.policy.permission.LicenseKind;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the operator's set-up links: {@code ./gatehouse setup-link}. The secret stays with the operator and only its digest
 * comes, with the license of the account, in the path, which the operator's proof covers: whoever repeats the request makes
 * no link of their own, and no other kind of account.
 */
@RestController
final class SetUpLinksController {

    /** As much of the digest as tells links apart in the audit log. */
    private static final int SHOWN = 16;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SetUpLinks links;
    private final AuditLog audit;
    private final Transactions transactions;
    private final Settings settings;

    SetUpLinksController(SetUpLinks links, AuditLog audit, Transactions transactions, Settings settings) {
        this.links = links;
        this.audit = audit;
        this.transactions = transactions;
        this.settings = settings;
    }

    @PutMapping("/internal/v1/setup-links/{digest}/{license}")
    ResponseEntity<Object> offer(@PathVariable("digest") String digest, @PathVariable("license") String license) {
        if (!SetUpLinks.DIGEST.matcher(digest).matches()) {
            return ResponseEntity.badRequest().body(Map.of("error", "invalid_digest"));
        }
        Optional<LicenseKind> kind = LicenseKind.named(license);
        if (kind.isEmpty()) {
            return ResponseEntity.badRequest().body(Map.of("error", "invalid_license"));
        }
        if (links.offer(digest, kind.get())) {
            String subject = "setup-link:" + digest.substring(0, SHOWN);
            AuditEvent made = AuditEvent.of(null, "operator", AuditAction.SETUP_LINK_CREATED, subject, null, null)
                    .change(null, JSON.writeValueAsString(Map.of("licenseKind", kind.get())));
            transactions.run(() -> audit.append(made));
        }
        return ResponseEntity.ok(
                new Taken(settings.issuer() + SetUpLinks.PATH, links.license(digest), links.expiresAt(digest)));
    }

    /**
     * What became of it.
     *
     * @param page the address of the page behind the link, without the secret
     * @param license of the account that it makes
     */
    record Taken(String page, LicenseKind license, Instant expiresAt) {}
}
