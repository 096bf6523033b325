package dev.gatehouse.policy.access;

import java.util.List;

/**
 * A decision, and what came of each check.
 *
 * @param steps every check, in the order in which they run
 */
public record Explanation(Decision decision, List<Step> steps) {

    /** Copies. */
    public Explanation {
        steps = List.copyOf(steps);
    }

    /**
     * One check.
     *
     * @param check its name
     */
    public record Step(String check, Outcome outcome) {}

    /** What came of a check. */
    public enum Outcome {
        /** It let the query through. */
        PASSED,
        /** It refused; the decision names its reason. */
        FAILED,
        /** It looks at no such query. */
        NOT_APPLICABLE,
        /** An earlier check had refused. */
        NOT_REACHED
    }
}
