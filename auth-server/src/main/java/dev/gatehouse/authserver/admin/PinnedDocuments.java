package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientLookup;
import dev.gatehouse.authserver.client.document.DocumentUrl;
import dev.gatehouse.authserver.client.document.MetadataDocument;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.client.DocumentPins;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import dev.gatehouse.policy.client.RedirectUri;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Copies of clients' metadata documents that count for the servers of the account instead of what is published. */
@Service
public final class PinnedDocuments {

    private static final int MAX_PINS = 100;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Transactions transactions;
    private final DocumentPins pins;
    private final AdminAudit audit;
    private final boolean loopbackOnly;
    private final Clock clock;

    PinnedDocuments(Transactions transactions, DocumentPins pins, AdminAudit audit, Settings settings, Clock clock) {
        this.transactions = transactions;
        this.pins = pins;
        this.audit = audit;
        this.loopbackOnly = settings.clients().loopbackOnly();
        this.clock = clock;
    }

    /** The pins of the account, by id. */
    public Page<Pinned> list(AdminActor actor) {
        AdminChecks.requireAttempt(actor, AdminAction.CLIENT_DOCUMENT_READ);
        return new Page<>(
                pins.findByAccount(actor.accountId()).stream().map(Pinned::of).toList(), null);
    }

    /** Pins a copy, or replaces it. It is judged as one that was fetched. */
    public Pinning pin(AdminActor actor, String clientId, Map<String, Object> document) {
        AdminChecks.requireAttempt(actor, AdminAction.CLIENT_DOCUMENT_PIN);
        String text = judged(clientId, JSON.writeValueAsString(document));
        return Conflicts.retry(() -> transactions.run(() -> {
            Optional<DocumentPins.Pin> before = pins.find(actor.accountId(), clientId);
            boolean room =
                    before.isPresent() || pins.findByAccount(actor.accountId()).size() < MAX_PINS;
            AdminChecks.require(
                    actor,
                    AdminAction.CLIENT_DOCUMENT_PIN,
                    AdminTarget.of(actor.accountId()).with(AdminFact.ROOM, room));
            if (before.isPresent() && before.get().document().equals(text)) {
                return new Pinning(Pinned.of(before.get()), false);
            }
            before.ifPresent(pin -> pins.delete(pin.id()));
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            DocumentPins.Pin after = new DocumentPins.Pin(
                    before.map(DocumentPins.Pin::id).orElseGet(UUID::randomUUID),
                    actor.accountId(),
                    clientId,
                    text,
                    now);
            pins.insert(after);
            audit.changed(
                    actor,
                    AuditAction.CLIENT_DOCUMENT_PINNED,
                    AdminAudit.Subject.client(clientId),
                    before.map(Pinned::of).orElse(null),
                    Pinned.of(after));
            return new Pinning(Pinned.of(after), before.isEmpty());
        }));
    }

    /** Removes a pin: what is published counts again. */
    public void unpin(AdminActor actor, UUID pinId) {
        AdminChecks.requireAttempt(actor, AdminAction.CLIENT_DOCUMENT_UNPIN);
        transactions.run(() -> {
            Optional<DocumentPins.Pin> found = pins.findByAccount(actor.accountId()).stream()
                    .filter(pin -> pin.id().equals(pinId))
                    .findFirst();
            DocumentPins.Pin pin = AdminChecks.found(actor, AdminAction.CLIENT_DOCUMENT_UNPIN, found);
            pins.delete(pin.id());
            audit.changed(
                    actor,
                    AuditAction.CLIENT_DOCUMENT_PINNED,
                    AdminAudit.Subject.client(pin.clientId()),
                    Pinned.of(pin),
                    null);
        });
    }

    private String judged(String clientId, String text) {
        DocumentUrl.problem(clientId, loopbackOnly).ifPresent(problem -> {
            throw new InvalidValue(problem);
        });
        if (text.getBytes(StandardCharsets.UTF_8).length > MetadataDocument.MAX_BYTES) {
            throw new InvalidValue("`document` has more than " + MetadataDocument.MAX_BYTES + " bytes");
        }
        if (MetadataDocument.read(clientId, text) instanceof ClientLookup.Unusable unusable) {
            throw new InvalidValue(unusable.problem());
        }
        return text;
    }

    /**
     * What came of pinning.
     *
     * @param created whether there was no copy before
     */
    public record Pinning(Pinned pinned, boolean created) {}

    /** A pinned copy, as it is understood. */
    public record Pinned(UUID id, String clientId, String name, List<String> redirectUris, Instant pinnedAt) {

        private static Pinned of(DocumentPins.Pin pin) {
            Optional<Client> client =
                    MetadataDocument.read(pin.clientId(), pin.document()) instanceof ClientLookup.Found found
                            ? Optional.of(found.client())
                            : Optional.empty();
            return new Pinned(
                    pin.id(),
                    pin.clientId(),
                    client.map(Client::name).orElse(""),
                    client.map(Client::redirectUris).orElse(List.of()).stream()
                            .map(RedirectUri::value)
                            .toList(),
                    pin.createdAt());
        }
    }
}
