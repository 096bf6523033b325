package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.AssignmentPatch;
import dev.gatehouse.authserver.admin.BundledServers;
import dev.gatehouse.authserver.admin.BundledServers.AssignmentDetails;
import dev.gatehouse.authserver.admin.NewAssignment;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.server.IdentityScheme;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /bundles/{id}/servers}. */
@RestController
final class AssignmentsController {

    private static final String SERVERS = "/api/v1/bundles/{id}/servers";
    private static final String SERVER = SERVERS + "/{serverId}";

    private final BundledServers servers;

    AssignmentsController(BundledServers servers) {
        this.servers = servers;
    }

    @GetMapping(SERVERS)
    @Requires(AdminAction.BUNDLE_READ)
    Page<AssignmentDetails> list(AdminActor actor, @PathVariable String id, PageRequest page) {
        return servers.list(actor, PathIds.of(id), page);
    }

    @PostMapping(SERVERS)
    @Requires(AdminAction.ASSIGNMENT_CREATE)
    ResponseEntity<AssignmentDetails> create(AdminActor actor, @PathVariable String id, JsonFields body) {
        UUID bundleId = PathIds.of(id);
        body.only("serverId", "enabled", "featurePolicy", "identityScheme");
        NewAssignment wanted = new NewAssignment(
                body.requiredId("serverId"),
                body.bool("enabled"),
                FeatureFields.read(body),
                body.oneOf("identityScheme", IdentityScheme.class));
        AssignmentDetails created = servers.create(actor, bundleId, wanted);
        return Created.at("/api/v1/bundles/" + bundleId + "/servers", created.serverId(), created);
    }

    @GetMapping(SERVER)
    @Requires(AdminAction.BUNDLE_READ)
    AssignmentDetails get(AdminActor actor, @PathVariable String id, @PathVariable String serverId) {
        return servers.get(actor, PathIds.of(id), PathIds.of(serverId));
    }

    @PatchMapping(SERVER)
    @Requires(AdminAction.ASSIGNMENT_CHANGE)
    AssignmentDetails change(
            AdminActor actor,
            @PathVariable String id,
            @PathVariable String serverId,
            IfMatch ifMatch,
            JsonFields body) {
        UUID bundleId = PathIds.of(id);
        UUID carried = PathIds.of(serverId);
        body.only("enabled", "featurePolicy", "identityScheme", "version");
        AssignmentPatch patch = new AssignmentPatch(
                body.patchBool("enabled"),
                FeatureFields.patch(body),
                body.patchOneOf("identityScheme", IdentityScheme.class));
        return servers.change(actor, bundleId, carried, patch, ifMatch.or(body.version()));
    }

    @DeleteMapping(SERVER)
    @Requires(AdminAction.ASSIGNMENT_DELETE)
    ResponseEntity<Void> delete(
            AdminActor actor, @PathVariable String id, @PathVariable String serverId, IfMatch ifMatch) {
        servers.delete(actor, PathIds.of(id), PathIds.of(serverId), ifMatch.version());
        return ResponseEntity.noContent().build();
    }
}
