package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.BundleAccess;
import dev.gatehouse.authserver.admin.BundlePatch;
import dev.gatehouse.authserver.admin.Bundles;
import dev.gatehouse.authserver.admin.NewBundle;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.db.bundle.BundleSummary;
import dev.gatehouse.db.bundle.BundleTeam;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /bundles} and the teams that reach them. */
@RestController
final class BundlesController {

    private static final String BUNDLES = "/api/v1/bundles";
    private static final String BUNDLE = BUNDLES + "/{id}";
    private static final String TEAMS = BUNDLE + "/teams";

    private final Bundles bundles;
    private final BundleAccess access;

    BundlesController(Bundles bundles, BundleAccess access) {
        this.bundles = bundles;
        this.access = access;
    }

    @GetMapping(BUNDLES)
    @Requires(AdminAction.BUNDLE_READ)
    Page<BundleSummary> list(AdminActor actor, PageRequest page) {
        return bundles.list(actor, page);
    }

    @PostMapping(BUNDLES)
    @Requires(AdminAction.BUNDLE_CREATE)
    ResponseEntity<BundleSummary> create(AdminActor actor, JsonFields body) {
        body.only("name", "slug", "enabled", "teamIds");
        BundleSummary created = bundles.create(
                actor,
                new NewBundle(
                        body.requiredText("name"),
                        body.requiredText("slug"),
                        body.bool("enabled"),
                        body.ids("teamIds")));
        return Created.at(BUNDLES, created.id(), created);
    }

    @GetMapping(BUNDLE)
    @Requires(AdminAction.BUNDLE_READ)
    BundleSummary get(AdminActor actor, @PathVariable String id) {
        return bundles.get(actor, PathIds.of(id));
    }

    @PatchMapping(BUNDLE)
    @Requires(AdminAction.BUNDLE_CHANGE)
    BundleSummary change(AdminActor actor, @PathVariable String id, IfMatch ifMatch, JsonFields body) {
        UUID bundleId = PathIds.of(id);
        body.only("name", "slug", "enabled", "version");
        BundlePatch patch = new BundlePatch(body.patchText("name"), body.patchText("slug"), body.patchBool("enabled"));
        return bundles.change(actor, bundleId, patch, ifMatch.or(body.version()));
    }

    @DeleteMapping(BUNDLE)
    @Requires(AdminAction.BUNDLE_DELETE)
    ResponseEntity<Void> delete(AdminActor actor, @PathVariable String id, IfMatch ifMatch) {
        bundles.delete(actor, PathIds.of(id), ifMatch.version());
        return ResponseEntity.noContent().build();
    }

    @GetMapping(TEAMS)
    @Requires(AdminAction.BUNDLE_READ)
    Page<BundleTeam> teams(AdminActor actor, @PathVariable String id, PageRequest page) {
        return access.list(actor, PathIds.of(id), page);
    }

    @PostMapping(TEAMS)
    @Requires(AdminAction.BUNDLE_TEAMS_SET)
    Page<BundleTeam> addTeams(AdminActor actor, @PathVariable String id, JsonFields body) {
        UUID bundleId = PathIds.of(id);
        return new Page<>(access.add(actor, bundleId, teamIds(body)), null);
    }

    @PutMapping(TEAMS)
    @Requires(AdminAction.BUNDLE_TEAMS_SET)
    Page<BundleTeam> replaceTeams(AdminActor actor, @PathVariable String id, JsonFields body) {
        UUID bundleId = PathIds.of(id);
        return new Page<>(access.replace(actor, bundleId, teamIds(body)), null);
    }

    @DeleteMapping(TEAMS + "/{teamId}")
    @Requires(AdminAction.BUNDLE_TEAMS_SET)
    ResponseEntity<Void> removeTeam(AdminActor actor, @PathVariable String id, @PathVariable String teamId) {
        access.remove(actor, PathIds.of(id), PathIds.of(teamId));
        return ResponseEntity.noContent().build();
    }

    private static List<UUID> teamIds(JsonFields body) {
        body.only("teamIds");
        return JsonFields.required("teamIds", body.ids("teamIds"));
    }
}
