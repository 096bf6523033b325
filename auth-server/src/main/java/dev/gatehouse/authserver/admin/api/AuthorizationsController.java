package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.InstallationView;
import dev.gatehouse.authserver.admin.Installations;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code /authorizations} and {@code /users/{id}/authorizations}. */
@RestController
final class AuthorizationsController {

    private static final String OF_USER = "/api/v1/users/{id}/authorizations";
    private static final String ONE = "/api/v1/authorizations/{id}";

    private final Installations installations;

    AuthorizationsController(Installations installations) {
        this.installations = installations;
    }

    @GetMapping(OF_USER)
    @Requires(AdminAction.AUTHORIZATION_READ)
    Page<InstallationView> list(AdminActor actor, @PathVariable String id, PageRequest page) {
        return installations.list(actor, PathIds.of(id), page);
    }

    @DeleteMapping(OF_USER)
    @Requires(AdminAction.AUTHORIZATION_END)
    ResponseEntity<Void> endAll(AdminActor actor, @PathVariable String id) {
        installations.endAll(actor, PathIds.of(id));
        return ResponseEntity.noContent().build();
    }

    @GetMapping(ONE)
    @Requires(AdminAction.AUTHORIZATION_READ)
    InstallationView get(AdminActor actor, @PathVariable String id) {
        return installations.get(actor, PathIds.of(id));
    }

    @DeleteMapping(ONE)
    @Requires(AdminAction.AUTHORIZATION_END)
    ResponseEntity<Void> end(AdminActor actor, @PathVariable String id) {
        installations.end(actor, PathIds.of(id));
        return ResponseEntity.noContent().build();
    }
}
