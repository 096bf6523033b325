package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.policy.client.RedirectUri;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Open dynamic registration of public clients (RFC 7591). */
@RestController
final class RegistrationController {

    private static final int MAX_BODY = 64 * 1024;

    private final ClientRepository clients;
    private final Transactions transactions;
    private final AuditLog audit;
    private final Secrets secrets;
    private final JsonMapper json;
    private final Clock clock;

    RegistrationController(
            ClientRepository clients,
            Transactions transactions,
            AuditLog audit,
            Secrets secrets,
            JsonMapper json,
            Clock clock) {
        this.clients = clients;
        this.transactions = transactions;
        this.audit = audit;
        this.secrets = secrets;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping("/oauth2/register")
    ResponseEntity<Map<String, Object>> register(HttpServletRequest request) throws IOException {
        ClientMetadata metadata = ClientMetadata.parse(read(request));
        String clientId = secrets.generate("c_").substring(0, 34);
        Instant now = clock.instant();
        Map<String, Object> answer = answer(clientId, metadata, now);
        List<String> redirectUris =
                metadata.redirectUris().stream().map(RedirectUri::value).toList();
        transactions.run(() -> {
            clients.save(
                    ClientRow.dynamic(clientId, metadata.name(), redirectUris, json.writeValueAsString(answer), now));
            audit.append(AuditEvent.of(
                    null,
                    AuditEvent.client(clientId),
                    AuditAction.CLIENT_REGISTERED,
                    AuditEvent.client(clientId),
                    null,
                    null));
        });
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(answer);
    }

    private JsonNode read(HttpServletRequest request) throws IOException {
        if (!isJson(request.getContentType())) {
            throw new NotJson();
        }
        byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new TooLarge();
        }
        try {
            JsonNode node = json.readTree(body);
            if (node == null || node.isMissingNode()) {
                throw ErrorCode.INVALID_CLIENT_METADATA.exception("the body is empty");
            }
            return node;
        } catch (JacksonException e) {
            throw ErrorCode.INVALID_CLIENT_METADATA.exception("the body is not JSON");
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        try {
            return contentType != null && MediaType.APPLICATION_JSON.includes(MediaType.parseMediaType(contentType));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static Map<String, Object> answer(String clientId, ClientMetadata metadata, Instant now) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("client_id", clientId);
        answer.put("client_id_issued_at", now.getEpochSecond());
        answer.put("client_name", metadata.name());
        answer.put(
                "redirect_uris",
                metadata.redirectUris().stream().map(RedirectUri::value).toList());
        answer.put("grant_types", List.of("authorization_code", "refresh_token"));
        answer.put("response_types", List.of("code"));
        answer.put("token_endpoint_auth_method", "none");
        answer.put("application_type", metadata.applicationType());
        if (metadata.scope() != null) {
            answer.put("scope", metadata.scope());
        }
        if (metadata.clientUri() != null) {
            answer.put("client_uri", metadata.clientUri());
        }
        return answer;
    }

    /** The content type is not JSON. */
    static final class NotJson extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The body is larger than any registration. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
