package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientLookup;
import dev.gatehouse.authserver.client.document.MetadataDocument;
import dev.gatehouse.db.authorization.AccountAuthorizations;
import dev.gatehouse.db.authorization.AccountAuthorizations.Use;
import dev.gatehouse.db.client.AccountClients;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.db.client.ClientRules;
import dev.gatehouse.db.client.DocumentCopies;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.client.ClientRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The clients that matter to an account, and how they are used in it. */
@Service
public final class ClientDirectory {

    private static final int MAX_AUTHORIZATIONS = 200;

    private final AccountClients accountClients;
    private final ClientRepository clients;
    private final ClientRules rules;
    private final AccountAuthorizations authorizations;
    private final DocumentCopies copies;

    ClientDirectory(
            AccountClients accountClients,
            ClientRepository clients,
            ClientRules rules,
            AccountAuthorizations authorizations,
            DocumentCopies copies) {
        this.accountClients = accountClients;
        this.clients = clients;
        this.rules = rules;
        this.authorizations = authorizations;
        this.copies = copies;
    }

    /**
     * The clients, by {@code client_id}.
     *
     * @param cursor the id of the client behind which the page begins; null for the first page
     */
    public Page<ClientView> list(AdminActor actor, @Nullable String cursor, PageRequest page) {
        AdminChecks.requireAttempt(actor, AdminAction.CLIENT_READ);
        String after = cursor == null ? "" : ClientIds.cursor(cursor);
        List<String> ids = accountClients.list(actor.accountId(), after, page.readAhead());
        Map<String, Viewed> views = views(actor.accountId(), ids);
        return Page.of(
                ids,
                page.limit(),
                ClientIds::of,
                id -> Optional.ofNullable(views.get(id)).orElseThrow().client());
    }

    /** One of them, with its live authorizations: at most 200, latest used first. */
    public ClientView.Detailed get(AdminActor actor, String clientId) {
        requireMatters(actor, AdminAction.CLIENT_READ, clientId);
        Viewed view = Optional.ofNullable(
                        views(actor.accountId(), List.of(clientId)).get(clientId))
                .orElseThrow();
        return new ClientView.Detailed(
                view.client(),
                view.redirectUris(),
                authorizations.ofClient(actor.accountId(), clientId, MAX_AUTHORIZATIONS).stream()
                        .map(InstallationView::of)
                        .toList());
    }

    /** Refuses a client that does not matter to the account: there is no such thing in it. */
    void requireMatters(AdminActor actor, AdminAction action, String clientId) {
        boolean matters = accountClients.matters(actor.accountId(), clientId);
        AdminChecks.found(actor, action, matters ? Optional.of(clientId) : Optional.empty());
    }

    private Map<String, Viewed> views(UUID accountId, List<String> ids) {
        Map<String, ClientRow> rows = ids.isEmpty()
                ? Map.of()
                : clients.findByClientIdIn(ids).stream()
                        .collect(Collectors.toMap(ClientRow::clientId, Function.identity()));
        Map<String, Use> uses = authorizations.use(accountId, ids).stream()
                .collect(Collectors.toMap(Use::clientId, Function.identity()));
        Map<String, List<String>> asked = authorizations.redirectUris(accountId, ids);
        Map<String, DocumentCopies.Copy> documents = copies.find(ids);
        List<ClientRule> all = rules.findByAccount(accountId);
        return ids.stream()
                .map(id -> {
                    ClientRow row = rows.get(id);
                    List<String> redirectUris = row == null ? asked.getOrDefault(id, List.of()) : row.redirectUriList();
                    return new ClientView.Known(
                            id,
                            row,
                            published(id, documents.get(id)),
                            uses.get(id),
                            ClientRule.judge(all, id),
                            redirectUris);
                })
                .map(known -> new Viewed(ClientView.of(known, accountId), known.redirectUris()))
                .collect(Collectors.toMap(viewed -> viewed.client().clientId(), Function.identity()));
    }

    /** What the last good copy of a client's metadata document says. */
    private static @Nullable Client published(String clientId, DocumentCopies.@Nullable Copy copy) {
        return copy != null && MetadataDocument.read(clientId, copy.document()) instanceof ClientLookup.Found found
                ? found.client()
                : null;
    }

    private record Viewed(ClientView client, List<String> redirectUris) {}
}
