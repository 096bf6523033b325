package dev.gatehouse.policy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.server.FeaturePolicy.Mode;
import dev.gatehouse.policy.server.FeaturePolicy.Rule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeaturePolicyTests {

    private static final List<Rule> RULES = List.of(
            new Rule(Mode.ALLOW_ALL, Set.of()),
            new Rule(Mode.BLOCK_ALL, Set.of()),
            new Rule(Mode.ALLOW_SELECTED, Set.of()),
            new Rule(Mode.ALLOW_SELECTED, Set.of("a")),
            new Rule(Mode.ALLOW_SELECTED, Set.of("a", "b")),
            new Rule(Mode.ALLOW_SELECTED, Set.of("b", "c")));

    @Test
    void narrowedThenExposesExactlyWhatBothExpose() {
        for (Rule one : RULES) {
            for (Rule other : RULES) {
                FeaturePolicy server = new FeaturePolicy(Map.of(FeatureKind.TOOL, one));
                FeaturePolicy assignment = new FeaturePolicy(Map.of(FeatureKind.TOOL, other));
                for (String name : List.of("a", "b", "c", "d")) {
                    assertThat(server.narrowedBy(assignment).exposes(FeatureKind.TOOL, name))
                            .as("%s of %s and %s", name, one, other)
                            .isEqualTo(server.exposes(FeatureKind.TOOL, name)
                                    && assignment.exposes(FeatureKind.TOOL, name));
                }
                assertThat(server.narrowedBy(assignment)).isEqualTo(assignment.narrowedBy(server));
            }
        }
    }

    @Test
    void narrowedByAPolicyOfAnotherKindThenBothHold() {
        FeaturePolicy tools = new FeaturePolicy(Map.of(FeatureKind.TOOL, RULES.get(3)));
        FeaturePolicy prompts = new FeaturePolicy(Map.of(FeatureKind.PROMPT, RULES.get(1)));
        FeaturePolicy both = tools.narrowedBy(prompts);
        assertThat(both.exposes(FeatureKind.TOOL, "b")).isFalse();
        assertThat(both.exposes(FeatureKind.PROMPT, "x")).isFalse();
        assertThat(both.exposes(FeatureKind.RESOURCE, "x")).isTrue();
    }

    @Test
    void narrowedByNothingThenTheSame() {
        assertThat(FeaturePolicy.ALLOW_ALL.narrowedBy(FeaturePolicy.ALLOW_ALL)).isEqualTo(FeaturePolicy.ALLOW_ALL);
    }
}
