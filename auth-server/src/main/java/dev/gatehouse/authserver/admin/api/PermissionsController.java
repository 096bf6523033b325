package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.InvalidValue;
import dev.gatehouse.authserver.admin.PermissionEvaluations;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.permission.Permissions.Question;
import dev.gatehouse.policy.permission.ResourceKind;
import dev.gatehouse.policy.permission.Verb;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /permissions/evaluate}. */
@RestController
final class PermissionsController {

    private static final String RESOURCES =
            Arrays.stream(ResourceKind.values()).map(ResourceKind::key).collect(Collectors.joining(", "));

    private final PermissionEvaluations evaluations;

    PermissionsController(PermissionEvaluations evaluations) {
        this.evaluations = evaluations;
    }

    @PostMapping("/api/v1/permissions/evaluate")
    @Requires(AdminAction.PERMISSION_EVALUATE)
    PermissionEvaluations.Answer evaluate(AdminActor actor, JsonFields body) {
        body.only("userId", "resource", "integrationId", "verb");
        UUID userId = body.requiredId("userId");
        Question question = new Question(
                ResourceKind.named(body.requiredText("resource"))
                        .orElseThrow(() -> new InvalidValue("`resource` must be one of " + RESOURCES)),
                Verb.named(body.requiredText("verb"))
                        .orElseThrow(() -> new InvalidValue("`verb` must be one of " + Arrays.toString(Verb.values()))),
                body.id("integrationId"));
        return evaluations.evaluate(actor, userId, question);
    }
}
