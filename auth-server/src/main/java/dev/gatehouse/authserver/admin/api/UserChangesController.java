package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.AccountPeople;
import dev.gatehouse.authserver.admin.RoleAssignments;
import dev.gatehouse.authserver.admin.UserChanges;
import dev.gatehouse.authserver.admin.UserPatch;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /users/{id}}, as far as it changes, and {@code role} below it. */
@RestController
final class UserChangesController {

    private static final String USER = "/api/v1/users/{id}";

    private final UserChanges changes;
    private final RoleAssignments assignments;

    UserChangesController(UserChanges changes, RoleAssignments assignments) {
        this.changes = changes;
        this.assignments = assignments;
    }

    @PatchMapping(USER)
    @Requires(AdminAction.USER_CHANGE)
    AccountPeople.Person change(AdminActor actor, @PathVariable String id, IfMatch ifMatch, JsonFields body) {
        UUID userId = PathIds.of(id);
        body.only("name", "status", "ssoRequired", "mfaRequired", "mayEditRetryData", "version");
        UserPatch patch = new UserPatch(
                body.patchText("name"),
                body.patchOneOf("status", MembershipStatus.class),
                body.patchBool("ssoRequired"),
                body.patchBool("mfaRequired"),
                body.patchBool("mayEditRetryData"));
        return changes.change(actor, userId, patch, ifMatch.or(body.version()));
    }

    @DeleteMapping(USER)
    @Requires(AdminAction.USER_DELETE)
    ResponseEntity<Void> delete(AdminActor actor, @PathVariable String id, IfMatch ifMatch) {
        changes.delete(actor, PathIds.of(id), ifMatch.version());
        return ResponseEntity.noContent().build();
    }

    @PutMapping(USER + "/role")
    @Requires(AdminAction.ROLE_ASSIGN)
    AccountPeople.Person assign(AdminActor actor, @PathVariable String id, IfMatch ifMatch, JsonFields body) {
        UUID userId = PathIds.of(id);
        body.only("roleId", "version");
        return assignments.assign(actor, userId, body.requiredId("roleId"), ifMatch.or(body.version()));
    }
}
