package dev.gatehouse.authserver.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.policy.access.Basis;
import dev.gatehouse.policy.access.Decision;
import dev.gatehouse.policy.access.Explanation;
import dev.gatehouse.policy.access.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A decision, and how it came about.
 *
 * @param basis what access rests on; null when it is refused
 * @param reason why it is refused; null when it is not
 * @param scopes what may be done
 * @param at the moment that was decided on
 * @param explanation the same in a sentence for people
 * @param assumed what was taken for granted, in sentences
 * @param checks every check, in the order in which they run
 */
public record DecisionAnswer(
        boolean allowed,
        @Nullable Basis basis,
        @Nullable Reason reason,
        List<String> scopes,
        Instant at,
        String explanation,
        Who user,
        Where server,
        @Nullable Through bundle,
        DecisionQuestion.Kind action,
        @Nullable String tool,
        @Nullable UUID authorizationId,
        List<String> assumed,
        List<Check> checks) {

    /** The person. */
    public record Who(UUID id, String name, String email, String role) {}

    /** The server, and the resource identifier through which it is reached. */
    public record Where(UUID id, String name, String slug, String resource) {}

    /** The bundle through which it is reached. */
    public record Through(UUID id, String name) {}

    /**
     * One check.
     *
     * @param action of which decision it is one
     * @param reason why it failed, where it did
     */
    public record Check(
            DecisionQuestion.Kind action,
            String check,
            Explanation.Outcome outcome,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Reason reason) {

        static List<Check> of(DecisionQuestion.Kind action, Explanation explanation) {
            Reason failed = explanation.decision() instanceof Decision.Deny deny ? deny.reason() : null;
            List<Check> checks = new ArrayList<>();
            for (Explanation.Step step : explanation.steps()) {
                boolean fails = step.outcome() == Explanation.Outcome.FAILED;
                checks.add(new Check(action, step.check(), step.outcome(), fails ? failed : null));
            }
            return checks;
        }

        /** The checks of a decision that was never come to. */
        static List<Check> notReached(DecisionQuestion.Kind action, Explanation explanation) {
            return explanation.steps().stream()
                    .map(step -> new Check(
                            action,
                            step.check(),
                            step.outcome() == Explanation.Outcome.NOT_APPLICABLE
                                    ? Explanation.Outcome.NOT_APPLICABLE
                                    : Explanation.Outcome.NOT_REACHED,
                            null))
                    .toList();
        }
    }
}
