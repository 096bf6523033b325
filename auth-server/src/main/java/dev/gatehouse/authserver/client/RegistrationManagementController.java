package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.authorization.ClientRemovals;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.policy.client.ClientAuthentication;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets a client that has a secret or keys manage its own registration (RFC 7592). Public clients never can. Where clients
 * cannot register themselves any more, they can still read what there is and delete it, but not replace it.
 */
@RestController
final class RegistrationManagementController {

    private static final String PATH = "/oauth2/register/{clientId}";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RegistrationAccess access;
    private final ClientRepository clients;
    private final ClientRemovals removals;
    private final ClientInformation information;
    private final Transactions transactions;
    private final AuditLog audit;
    private final Settings.Clients settings;

    RegistrationManagementController(
            RegistrationAccess access,
            ClientRepository clients,
            ClientRemovals removals,
            ClientInformation information,
            Transactions transactions,
            AuditLog audit,
            Settings settings) {
        this.access = access;
        this.clients = clients;
        this.removals = removals;
        this.information = information;
        this.transactions = transactions;
        this.audit = audit;
        this.settings = settings.clients();
    }

    @GetMapping(PATH)
    ResponseEntity<Map<String, Object>> read(@PathVariable String clientId, HttpServletRequest request) {
        String token = access.admit(request);
        return answer(find(clientId, token), token);
    }

    /**
     * Replaces the metadata as a whole (RFC 7592 section 2.2). The kind of authentication stays what it was. Only who may do
     * it locks the row; what was read before the lock counts for nothing after it.
     */
    @PutMapping(PATH)
    ResponseEntity<Map<String, Object>> replace(@PathVariable String clientId, HttpServletRequest request)
            throws IOException {
        if (!settings.registration()) {
            throw RegistrationRefused.switchedOff();
        }
        String token = access.admit(request);
        JsonNode body = RegistrationBody.read(request);
        find(clientId, token);
        ClientRow stored = transactions.run(() -> {
            ClientRow row = access.require(clients.findForUpdateByClientId(clientId), token);
            ClientRow wanted = changed(row, body);
            Set<String> names = information.changed(row, wanted);
            if (names.isEmpty()) {
                return row;
            }
            note(clientId, AuditAction.CLIENT_CHANGED, null, JSON.writeValueAsString(Map.of("changed", names)));
            return clients.save(wanted);
        });
        return answer(stored, token);
    }

    /** Deletes the registration, and ends what it holds at once. */
    @DeleteMapping(PATH)
    ResponseEntity<Void> delete(@PathVariable String clientId, HttpServletRequest request) {
        ClientRow row = find(clientId, access.admit(request));
        transactions.run(() -> {
            if (removals.remove(clientId, null, AuditEvent.client(clientId))) {
                String before = JSON.writeValueAsString(Map.of("client_name", row.name()));
                note(clientId, AuditAction.CLIENT_DELETED, before, null);
            }
        });
        return ResponseEntity.noContent().cacheControl(CacheControl.noStore()).build();
    }

    private ClientRow find(String clientId, String token) {
        return access.require(
                Optional.of(clientId)
                        .filter(id -> id.chars().allMatch(c -> c > ' ' && c < 0x7F))
                        .flatMap(clients::findByClientId),
                token);
    }

    private ClientRow changed(ClientRow row, JsonNode body) {
        ClientAuthentication current =
                row.authentications().stream().findFirst().orElse(ClientAuthentication.NONE);
        ClientMetadata metadata = ClientMetadata.parse(body, current, settings.loopbackOnly());
        requireSame(row, body);
        boolean bySecret = metadata.authentication().bySecret();
        if (metadata.authentication() == ClientAuthentication.NONE || bySecret != current.bySecret()) {
            throw ErrorCode.INVALID_CLIENT_METADATA.exception(
                    "token_endpoint_auth_method cannot become another kind: register anew");
        }
        return row.change()
                .name(metadata.name())
                .redirectUris(metadata.redirectUriValues())
                .metadata(information.stored(metadata))
                .authentications(List.of(metadata.authentication()))
                .keys(metadata.keys().jwks(), metadata.keys().jwksUri())
                .build();
    }

    private static void requireSame(ClientRow row, JsonNode body) {
        JsonNode clientId = body.get("client_id");
        if (clientId == null || !clientId.isString() || !clientId.stringValue().equals(row.clientId())) {
            throw ErrorCode.INVALID_CLIENT_METADATA.exception("client_id must be that of the client");
        }
        JsonNode secret = body.get("client_secret");
        String hash = row.secretHash();
        boolean agrees = secret == null
                || secret.isNull()
                || (hash != null && secret.isString() && Secrets.same(hash, Secrets.digest(secret.stringValue())));
        if (!agrees) {
            throw ErrorCode.INVALID_CLIENT_METADATA.exception("client_secret must be that of the client");
        }
    }

    private ResponseEntity<Map<String, Object>> answer(ClientRow row, String token) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(information.withCredentials(information.of(row), row, Optional.empty(), token));
    }

    private void note(String clientId, AuditAction action, @Nullable String before, @Nullable String after) {
        audit.append(AuditEvent.of(null, AuditEvent.client(clientId), action, AuditEvent.client(clientId), null, null)
                .change(before, after));
    }
}
