package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.IntrospectionCredentials;
import dev.gatehouse.authserver.admin.NewServer;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.authserver.admin.ServerDetails;
import dev.gatehouse.authserver.admin.ServerPatch;
import dev.gatehouse.authserver.admin.Servers;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /servers} and their introspection credentials. */
@RestController
final class ServersController {

    private static final String SERVERS = "/api/v1/servers";
    private static final String SERVER = SERVERS + "/{id}";
    private static final String CREDENTIALS = SERVER + "/introspection-credentials";
    private static final String[] MEMBERS = {
        "name",
        "slug",
        "upstreamUrl",
        "resourceUri",
        "enabled",
        "revocationMode",
        "identityScheme",
        "identitySettings",
        "maxConcurrentRequests",
        "featurePolicy",
        "apiTokens"
    };

    private final Servers servers;
    private final IntrospectionCredentials credentials;

    ServersController(Servers servers, IntrospectionCredentials credentials) {
        this.servers = servers;
        this.credentials = credentials;
    }

    @GetMapping(SERVERS)
    @Requires(AdminAction.SERVER_READ)
    Page<ServerDetails> list(AdminActor actor, PageRequest page) {
        return servers.list(actor, page);
    }

    @PostMapping(SERVERS)
    @Requires(AdminAction.SERVER_CREATE)
    ResponseEntity<ServerDetails> create(AdminActor actor, JsonFields body) {
        body.only(MEMBERS);
        NewServer wanted = new NewServer(
                body.requiredText("name"),
                body.requiredText("slug"),
                body.text("upstreamUrl"),
                body.text("resourceUri"),
                body.bool("enabled"),
                body.oneOf("revocationMode", RevocationMode.class),
                body.oneOf("identityScheme", IdentityScheme.class),
                IdentityFields.read(body),
                body.wholeNumber("maxConcurrentRequests"),
                FeatureFields.read(body),
                body.oneOf("apiTokens", ApiTokenMode.class));
        ServerDetails created = servers.create(actor, wanted);
        return Created.at(SERVERS, created.id(), created);
    }

    @GetMapping(SERVER)
    @Requires(AdminAction.SERVER_READ)
    ServerDetails get(AdminActor actor, @PathVariable String id) {
        return servers.get(actor, PathIds.of(id));
    }

    @PatchMapping(SERVER)
    @Requires(AdminAction.SERVER_CHANGE)
    ServerDetails change(AdminActor actor, @PathVariable String id, IfMatch ifMatch, JsonFields body) {
        UUID serverId = PathIds.of(id);
        body.versionAnd(MEMBERS);
        ServerPatch patch = new ServerPatch(
                body.patchText("name"),
                body.patchText("slug"),
                body.patchText("upstreamUrl"),
                body.patchText("resourceUri"),
                body.patchBool("enabled"),
                body.patchOneOf("revocationMode", RevocationMode.class),
                body.patchOneOf("identityScheme", IdentityScheme.class),
                IdentityFields.patch(body),
                body.patchWholeNumber("maxConcurrentRequests"),
                FeatureFields.patch(body),
                body.patchOneOf("apiTokens", ApiTokenMode.class));
        return servers.change(actor, serverId, patch, ifMatch.or(body.version()));
    }

    @DeleteMapping(SERVER)
    @Requires(AdminAction.SERVER_DELETE)
    ResponseEntity<Void> delete(AdminActor actor, @PathVariable String id, IfMatch ifMatch) {
        servers.delete(actor, PathIds.of(id), ifMatch.version());
        return ResponseEntity.noContent().build();
    }

    @GetMapping(CREDENTIALS)
    @Requires(AdminAction.CREDENTIAL_READ)
    Page<IntrospectionCredentials.Credential> listCredentials(AdminActor actor, @PathVariable String id) {
        return credentials.list(actor, PathIds.of(id));
    }

    @PostMapping(CREDENTIALS)
    @Requires(AdminAction.CREDENTIAL_CREATE)
    ResponseEntity<IntrospectionCredentials.Created> createCredential(
            AdminActor actor, @PathVariable String id, HttpServletRequest request) {
        UUID serverId = PathIds.of(id);
        JsonBody.requireEmpty(request);
        IntrospectionCredentials.Created created = credentials.create(actor, serverId);
        return Created.at(SERVERS + "/" + serverId + "/introspection-credentials", created.id(), created);
    }

    @DeleteMapping(CREDENTIALS + "/{credentialId}")
    @Requires(AdminAction.CREDENTIAL_DELETE)
    ResponseEntity<Void> deleteCredential(
            AdminActor actor, @PathVariable String id, @PathVariable String credentialId) {
        credentials.delete(actor, PathIds.of(id), PathIds.of(credentialId));
        return ResponseEntity.noContent().build();
    }
}
