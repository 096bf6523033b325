package dev.gatehouse.authserver.client;

import dev.gatehouse.db.client.ClientRepository;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds clients, however they came to be known. */
@Component
public final class Clients {

    private final ClientRepository registered;

    Clients(ClientRepository registered) {
        this.registered = registered;
    }

    /**
     * Finds a client.
     *
     * @param accountId the account for whose server the client asks, where that is known: its admins may have pinned a copy
     *     of the client's metadata document
     */
    public ClientLookup find(String clientId, @Nullable UUID accountId) {
        Optional<Client> client = registered.findByClientId(clientId).map(Client::of);
        return client.<ClientLookup>map(ClientLookup.Found::new).orElseGet(ClientLookup.Unknown::new);
    }
}
