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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Lets a client that has a secret or keys manage its own registration (RFC 7592). Public clients never can. */
@RestController
final class RegistrationManagementController {

    private static final String PATH = "/oauth2/register/{clientId}";
    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9_-]{1,100}) *");

    private final ClientRepository clients;
    private final ClientRemovals removals;
    private final ClientInformation information;
    private final Transactions transactions;
    private final AuditLog audit;
    private final boolean loopback;

    RegistrationManagementController(
            ClientRepository clients,
            ClientRemovals removals,
            ClientInformation information,
            Transactions transactions,
            AuditLog audit,
            Settings settings) {
        this.clients = clients;
        this.removals = removals;
        this.information = information;
        this.transactions = transactions;
        this.audit = audit;
        this.loopback = settings.clients().loopbackOnly();
    }

    @GetMapping(PATH)
    ResponseEntity<Map<String, Object>> read(@PathVariable String clientId, HttpServletRequest request) {
        Managed managed = authenticate(clientId, request);
        return answer(managed.client(), managed.token());
    }

    /** Replaces the metadata as a whole (RFC 7592 section 2.2). The kind of authentication stays what it was. */
    @PutMapping(PATH)
    ResponseEntity<Map<String, Object>> replace(@PathVariable String clientId, HttpServletRequest request)
            throws IOException {
        Managed managed = authenticate(clientId, request);
        ClientRow row = managed.client();
        JsonNode body = RegistrationBody.read(request);
        ClientAuthentication current =
                row.authentications().stream().findFirst().orElse(ClientAuthentication.NONE);
        ClientMetadata metadata = ClientMetadata.parse(body, current, loopback);
        requireSame(row, body);
        boolean bySecret = metadata.authentication().bySecret();
        if (metadata.authentication() == ClientAuthentication.NONE || bySecret != current.bySecret()) {
            throw ErrorCode.INVALID_CLIENT_METADATA.exception(
                    "token_endpoint_auth_method cannot become another kind: register anew");
        }
        ClientRow changed = row.change()
                .name(metadata.name())
                .redirectUris(metadata.redirectUriValues())
                .metadata(information.stored(metadata))
                .authentications(List.of(metadata.authentication()))
                .keys(metadata.keys().jwks(), metadata.keys().jwksUri())
                .build();
        ClientRow stored = transactions.run(() -> {
            ClientRow saved = clients.save(changed);
            note(clientId, AuditAction.CLIENT_CHANGED, row.metadata(), saved.metadata());
            return saved;
        });
        return answer(stored, managed.token());
    }

    /** Deletes the registration, and ends what it holds at once. */
    @DeleteMapping(PATH)
    ResponseEntity<Void> delete(@PathVariable String clientId, HttpServletRequest request) {
        Managed managed = authenticate(clientId, request);
        transactions.run(() -> {
            if (removals.remove(clientId, null, AuditEvent.client(clientId))) {
                note(clientId, AuditAction.CLIENT_DELETED, managed.client().metadata(), null);
            }
        });
        return ResponseEntity.noContent().cacheControl(CacheControl.noStore()).build();
    }

    private Managed authenticate(String clientId, HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        Matcher bearer = BEARER.matcher(headers.size() == 1 ? headers.get(0) : "");
        if (!bearer.matches()) {
            throw RegistrationRefused.unauthorized();
        }
        String token = bearer.group(1);
        return Optional.of(clientId)
                .filter(id -> id.chars().allMatch(c -> c > ' ' && c < 0x7F))
                .flatMap(clients::findByClientId)
                .filter(row -> row.registrationTokenHash() != null
                        && Secrets.same(row.registrationTokenHash(), Secrets.digest(token)))
                .map(row -> new Managed(row, token))
                .orElseThrow(RegistrationRefused::unauthorized);
    }

    private static void requireSame(ClientRow row, JsonNode body) {
        JsonNode clientId = body.get("client_id");
        if (clientId == null || !clientId.isString() || !clientId.stringValue().equals(row.clientId())) {
            throw ErrorCode.INVALID_CLIENT_METADATA.exception("client_id must be that of the client");
        }
        JsonNode secret = body.get("client_secret");
        String hash = row.secretHash();
        boolean agrees = secret == null
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

    private void note(String clientId, AuditAction action, String before, @Nullable String after) {
        audit.append(AuditEvent.of(null, AuditEvent.client(clientId), action, AuditEvent.client(clientId), null, null)
                .change(before, after));
    }

    private record Managed(ClientRow client, String token) {}
}
