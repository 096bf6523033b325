package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.ClientDirectory;
import dev.gatehouse.authserver.admin.ClientIds;
import dev.gatehouse.authserver.admin.ClientJudgements;
import dev.gatehouse.authserver.admin.ClientRegistry;
import dev.gatehouse.authserver.admin.ClientView;
import dev.gatehouse.authserver.admin.NewClient;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code /clients}. */
@RestController
final class ClientsController {

    private static final String CLIENTS = "/api/v1/clients";
    private static final String CLIENT = CLIENTS + "/{id}";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ClientDirectory directory;
    private final ClientRegistry registry;
    private final ClientJudgements judgements;

    ClientsController(ClientDirectory directory, ClientRegistry registry, ClientJudgements judgements) {
        this.directory = directory;
        this.registry = registry;
        this.judgements = judgements;
    }

    @GetMapping(CLIENTS)
    @Requires(AdminAction.CLIENT_READ)
    Page<ClientView> list(
            AdminActor actor,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return directory.list(actor, cursor, PageRequest.parse(limit, null));
    }

    @PostMapping(CLIENTS)
    @Requires(AdminAction.CLIENT_REGISTER)
    ResponseEntity<ClientRegistry.Registered> register(AdminActor actor, JsonFields body) {
        body.only("name", "redirectUris", "authentication", "jwks", "jwksUri", "serverId", "scopes");
        Map<String, Object> jwks = body.map("jwks");
        NewClient wanted = new NewClient(
                body.requiredText("name"),
                body.texts("redirectUris"),
                body.requiredText("authentication"),
                jwks == null ? null : JSON.writeValueAsString(jwks),
                body.text("jwksUri"),
                body.id("serverId"),
                body.scopes());
        ClientRegistry.Registered registered = registry.register(actor, wanted);
        return ResponseEntity.created(URI.create(CLIENTS + "/" + registered.id()))
                .cacheControl(CacheControl.noStore())
                .body(registered);
    }

    @GetMapping(CLIENT)
    @Requires(AdminAction.CLIENT_READ)
    ClientView.Detailed get(AdminActor actor, @PathVariable String id) {
        return directory.get(actor, ClientIds.parse(id));
    }

    @PatchMapping(CLIENT)
    @Requires(AdminAction.CLIENT_JUDGE)
    ClientView.Detailed change(AdminActor actor, @PathVariable String id, IfMatch ifMatch, JsonFields body) {
        String clientId = ClientIds.parse(id);
        body.only("trusted", "disabled", "name", "version");
        return judgements.change(
                actor,
                clientId,
                new ClientJudgements.ClientPatch(
                        body.patchBool("trusted"), body.patchBool("disabled"), body.patchText("name")),
                ifMatch.or(body.version()));
    }

    @DeleteMapping(CLIENT)
    @Requires(AdminAction.CLIENT_DELETE)
    ResponseEntity<Void> delete(AdminActor actor, @PathVariable String id, IfMatch ifMatch) {
        registry.delete(actor, ClientIds.parse(id), ifMatch.version());
        return ResponseEntity.noContent().build();
    }

    @PostMapping(CLIENT + "/secret")
    @Requires(AdminAction.CLIENT_SECRET_RENEW)
    ResponseEntity<ClientRegistry.Registered> renewSecret(
            AdminActor actor, @PathVariable String id, HttpServletRequest request) {
        String clientId = ClientIds.parse(id);
        JsonBody.requireEmpty(request);
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(registry.renewSecret(actor, clientId));
    }
}
