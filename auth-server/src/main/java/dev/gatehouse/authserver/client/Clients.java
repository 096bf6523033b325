package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.client.document.ClientDocuments;
import dev.gatehouse.authserver.client.document.DocumentUrl;
import dev.gatehouse.authserver.client.document.MetadataDocument;
import dev.gatehouse.authserver.settings.Cimd;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.DocumentPins;
import dev.gatehouse.policy.client.Registration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds clients, however they came to be known. */
@Component
public final class Clients {

    private final ClientRepository registered;
    private final ClientDocuments documents;
    private final DocumentPins pins;
    private final boolean byDocument;
    private final boolean loopbackOnly;

    Clients(ClientRepository registered, ClientDocuments documents, DocumentPins pins, Settings settings) {
        this.registered = registered;
        this.documents = documents;
        this.pins = pins;
        this.byDocument = settings.clients().cimd() != Cimd.OFF;
        this.loopbackOnly = settings.clients().loopbackOnly();
    }

    /**
     * Finds a client.
     *
     * @param accountId the account for whose server the client asks, where that is known: its admins may have pinned a copy
     *     of the client's metadata document
     */
    public ClientLookup find(String clientId, @Nullable UUID accountId) {
        if (DocumentUrl.looksLike(clientId, loopbackOnly)) {
            return byDocument ? findByDocument(clientId, accountId) : new ClientLookup.Unknown();
        }
        Optional<Client> client = registered.findByClientId(clientId).map(Client::of);
        return client.<ClientLookup>map(ClientLookup.Found::new).orElseGet(ClientLookup.Unknown::new);
    }

    /** A person has allowed a client: what is known of it outlives a restart from now on. */
    public void allowed(Client client) {
        if (client.registration() == Registration.METADATA_DOCUMENT) {
            documents.allowed(client.clientId());
        }
    }

    /** A pin counts for the account that has it, and for no other. */
    private ClientLookup findByDocument(String clientId, @Nullable UUID accountId) {
        Optional<ClientLookup> pinned = Optional.ofNullable(accountId)
                .flatMap(account -> pins.find(account, clientId))
                .map(pin -> MetadataDocument.read(clientId, pin.document()));
        return pinned.orElseGet(() -> documents.find(clientId));
    }
}
