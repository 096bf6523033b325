package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.DecisionAnswer;
import dev.gatehouse.authserver.admin.DecisionQuestion;
import dev.gatehouse.authserver.admin.Decisions;
import dev.gatehouse.authserver.admin.InvalidValue;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.resource.ProtectedResource;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /decisions}. */
@RestController
final class DecisionsController {

    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;

    private final Decisions decisions;

    DecisionsController(Decisions decisions) {
        this.decisions = decisions;
    }

    @PostMapping("/api/v1/decisions")
    @Requires(AdminAction.DECISION_EXPLAIN)
    DecisionAnswer explain(AdminActor actor, JsonFields body) {
        body.only("userId", "serverId", "bundleId", "action", "tool", "authorizationId", "at");
        DecisionQuestion question = new DecisionQuestion(
                body.requiredId("userId"),
                new ProtectedResource(body.requiredId("serverId"), body.id("bundleId")),
                body.requiredOneOf("action", DecisionQuestion.Kind.class),
                body.text("tool"),
                body.id("authorizationId"),
                at(body.text("at")));
        return decisions.explain(actor, question);
    }

    private static @Nullable Instant at(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() >= FIRST_YEAR && time.getYear() <= LAST_YEAR) {
                return time.toInstant();
            }
        } catch (DateTimeParseException e) {
            // the same answer as for a time that is too far away
        }
        throw new InvalidValue("`at` must be a time as in RFC 3339, of the years " + FIRST_YEAR + " to " + LAST_YEAR);
    }
}
