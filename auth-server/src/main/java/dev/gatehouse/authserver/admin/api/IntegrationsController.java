package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.ChosenIntegrations;
import dev.gatehouse.authserver.admin.Integrations;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.db.integration.VisibleIntegration;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /integrations}, and a person's levels on chosen ones. */
@RestController
final class IntegrationsController {

    private static final String INTEGRATIONS = "/api/v1/integrations";
    private static final String INTEGRATION = INTEGRATIONS + "/{id}";
    private static final String ACCESS = "/api/v1/users/{id}/integration-access";

    private final Integrations integrations;
    private final ChosenIntegrations chosen;

    IntegrationsController(Integrations integrations, ChosenIntegrations chosen) {
        this.integrations = integrations;
        this.chosen = chosen;
    }

    @GetMapping(INTEGRATIONS)
    @Requires(AdminAction.INTEGRATION_READ)
    Page<VisibleIntegration> list(AdminActor actor, PageRequest page) {
        return integrations.list(actor, page);
    }

    @PostMapping(INTEGRATIONS)
    @Requires(AdminAction.INTEGRATION_CREATE)
    ResponseEntity<VisibleIntegration> create(AdminActor actor, JsonFields body) {
        body.only("name");
        VisibleIntegration created = integrations.create(actor, body.requiredText("name"));
        return Created.at(INTEGRATIONS, created.id(), created);
    }

    @GetMapping(INTEGRATION)
    @Requires(AdminAction.INTEGRATION_READ)
    VisibleIntegration get(AdminActor actor, @PathVariable String id) {
        return integrations.get(actor, PathIds.of(id));
    }

    @DeleteMapping(INTEGRATION)
    @Requires(AdminAction.INTEGRATION_DELETE)
    ResponseEntity<Void> delete(AdminActor actor, @PathVariable String id, IfMatch ifMatch) {
        integrations.delete(actor, PathIds.of(id), ifMatch.version());
        return ResponseEntity.noContent().build();
    }

    @GetMapping(ACCESS)
    @Requires(AdminAction.INTEGRATION_ACCESS_READ)
    ChosenIntegrations.Access getAccess(AdminActor actor, @PathVariable String id) {
        return chosen.get(actor, PathIds.of(id));
    }

    @PutMapping(ACCESS)
    @Requires(AdminAction.INTEGRATION_ACCESS_SET)
    ChosenIntegrations.Access setAccess(AdminActor actor, @PathVariable String id, IfMatch ifMatch, JsonFields body) {
        UUID userId = PathIds.of(id);
        body.versionAnd("integrations");
        return chosen.set(actor, userId, IntegrationFields.required(body), ifMatch.or(body.version()));
    }
}
