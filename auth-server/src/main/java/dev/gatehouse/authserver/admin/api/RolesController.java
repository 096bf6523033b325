package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.CapabilityDetails;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.authserver.admin.Patch;
import dev.gatehouse.authserver.admin.RoleDetails;
import dev.gatehouse.authserver.admin.RolePatch;
import dev.gatehouse.authserver.admin.Roles;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /roles} and {@code /capabilities}. */
@RestController
final class RolesController {

    private static final String ROLES = "/api/v1/roles";
    private static final String ROLE = ROLES + "/{id}";

    private final Roles roles;

    RolesController(Roles roles) {
        this.roles = roles;
    }

    @GetMapping("/api/v1/capabilities")
    @Requires(AdminAction.ROLE_READ)
    Page<CapabilityDetails> capabilities(AdminActor actor) {
        return CapabilityDetails.list(actor);
    }

    @GetMapping(ROLES)
    @Requires(AdminAction.ROLE_READ)
    Page<RoleDetails> list(AdminActor actor, PageRequest page) {
        return roles.list(actor, page);
    }

    @PostMapping(ROLES)
    @Requires(AdminAction.ROLE_CREATE)
    ResponseEntity<RoleDetails> create(AdminActor actor, JsonFields body) {
        body.only("name", "icon", "capabilities", "integrationLevel");
        IntegrationLevel level = body.oneOf("integrationLevel", IntegrationLevel.class);
        RolePatch wanted = new RolePatch(
                new Patch<>(true, body.requiredText("name")),
                body.patchText("icon"),
                new Patch<>(true, JsonFields.required("capabilities", body.texts("capabilities"))),
                level == null ? Patch.absent() : new Patch<>(true, level));
        RoleDetails created = roles.create(actor, wanted);
        return Created.at(ROLES, created.id(), created);
    }

    @GetMapping(ROLE)
    @Requires(AdminAction.ROLE_READ)
    RoleDetails get(AdminActor actor, @PathVariable String id) {
        return roles.get(actor, PathIds.of(id));
    }

    @PatchMapping(ROLE)
    @Requires(AdminAction.ROLE_CHANGE)
    RoleDetails change(AdminActor actor, @PathVariable String id, IfMatch ifMatch, JsonFields body) {
        UUID roleId = PathIds.of(id);
        body.only("name", "icon", "capabilities", "integrationLevel", "version");
        RolePatch patch = new RolePatch(
                body.patchText("name"),
                body.patchText("icon"),
                body.patchTexts("capabilities"),
                body.patchOneOf("integrationLevel", IntegrationLevel.class));
        return roles.change(actor, roleId, patch, ifMatch.or(body.version()));
    }

    @DeleteMapping(ROLE)
    @Requires(AdminAction.ROLE_DELETE)
    ResponseEntity<Void> delete(AdminActor actor, @PathVariable String id, IfMatch ifMatch) {
        roles.delete(actor, PathIds.of(id), ifMatch.version());
        return ResponseEntity.noContent().build();
    }

    @PostMapping(ROLE + "/duplicate")
    @Requires(AdminAction.ROLE_CREATE)
    ResponseEntity<RoleDetails> duplicate(AdminActor actor, @PathVariable String id, HttpServletRequest request) {
        UUID roleId = PathIds.of(id);
        JsonFields body = JsonBody.optional(request).only("name", "icon");
        RoleDetails created = roles.duplicate(actor, roleId, body.text("name"), body.text("icon"));
        return Created.at(ROLES, created.id(), created);
    }
}
