package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.DecisionAnswer;
import dev.gatehouse.authserver.admin.DecisionQuestion;
import dev.gatehouse.authserver.admin.Decisions;
import dev.gatehouse.authserver.admin.InvalidValue;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.authserver.admin.Refusals;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.resource.ProtectedResource;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /decisions}. */
@RestController
final class DecisionsController {

    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;

    private static final Set<String> FILTERS = Set.of("server", "user", "reason", "from", "to");

    private final Decisions decisions;
    private final Refusals refusals;

    DecisionsController(Decisions decisions, Refusals refusals) {
        this.decisions = decisions;
        this.refusals = refusals;
    }

    @GetMapping("/api/v1/decisions")
    @Requires(AdminAction.DECISION_EXPLAIN)
    void list(AdminActor actor, HttpServletRequest request, HttpServletResponse response) throws IOException {
        QueryParameters.requireOnly(request, FILTERS, QueryParameters.PAGE);
        int limit = PageRequest.parse(request.getParameter("limit"), null).limit();
        SafeJson.write(
                response,
                refusals.list(actor, Refusals.filter(request::getParameter), request.getParameter("cursor"), limit));
    }

    @GetMapping("/api/v1/decisions/{id}")
    @Requires(AdminAction.DECISION_EXPLAIN)
    void get(AdminActor actor, @PathVariable String id, HttpServletResponse response) throws IOException {
        SafeJson.write(response, refusals.get(actor, PathIds.of(id)));
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
