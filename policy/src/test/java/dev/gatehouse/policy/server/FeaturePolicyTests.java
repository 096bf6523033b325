package dev.gatehouse.policy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.gatehouse.policy.server.FeaturePolicy.Mode;
import dev.gatehouse.policy.server.FeaturePolicy.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                assertThat(server.narrowedBy(assignment).restricts(FeatureKind.TOOL))
                        .isEqualTo(server.restricts(FeatureKind.TOOL) || assignment.restricts(FeatureKind.TOOL));
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

    @ParameterizedTest
    @CsvSource(delimiter = ' ', textBlock = """
                    note://{id} note://1
                    note://{id} note://a-b_c.d~e
                    note://{id} note://Z%C3%BCrich%20West
                    note://{id} note://...
                    file:///docs/{name}.md file:///docs/a.md
                    file:///{owner}/{repo}/README file:///me/it/README
                    db://t/{a}-{b} db://t/x-y-z
                    search://q?text={text} search://q?text=a%20b
                    note://{a.b} note://1
                    """)
    void templateThenExposesWhatItExpandsTo(String template, String uri) {
        assertThat(resources(template).exposes(FeatureKind.RESOURCE, uri)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '"', textBlock = """
                    note://{id} note://
                    note://{id} NOTE://1
                    note://{id} note://1/2
                    note://{id} note://1%2F2
                    note://{id} note://1%2f2
                    note://{id} note://1%5C2
                    note://{id} note://1%252F2
                    note://{id} note://..
                    note://{id} note://.
                    note://{id} note://%2e%2e
                    note://{id} note://.%2E
                    note://{id} note://1%00
                    note://{id} note://1%0A
                    note://{id} note://1%7F
                    note://{id} note://1%3Fx
                    note://{id} note://1?x
                    note://{id} note://1#x
                    note://{id} note://1%C0%AF2
                    note://{id} note://1%C3
                    note://{id} note://1%
                    note://{id} note://1%4
                    note://{id} note://1%zz
                    note://{id} note://1%４１
                    note://{id} note://1\\2
                    note://{id} note://1;2
                    note://{id} note://a@b
                    note://{id} note://ü
                    note://{id} note://{id2}
                    note://{id} xnote://1
                    file:///docs/{name}.md file:///docs/a.mdx
                    file:///docs/{name}.md file:///docs/../b.md
                    file:///docs/{name}.md file:///Docs/a.md
                    file:///docs/{name} file:///docs/a/../../etc
                    file:///docs/.{name} file:///docs/..
                    file:///{a}/{b}/c file:///x/../c
                    file:///{+path} file:///a
                    file:///{path*} file:///a
                    file:///{a,b} file:///a
                    file:///{} file:///a
                    file:///{{a}} file:///a
                    """)
    void encodedSlashesDotsOrAnotherCaseThenNotExposedByATemplate(String template, String uri) {
        assertThat(resources(template).exposes(FeatureKind.RESOURCE, uri)).isFalse();
    }

    @Test
    void templateThenExposedItselfAndOnlyAmongResources() {
        FeaturePolicy policy = resources("note://{id}");
        assertThat(policy.exposes(FeatureKind.RESOURCE, "note://{id}")).isTrue();
        assertThat(policy.exposes(FeatureKind.RESOURCE, "note://{other}")).isFalse();
        assertThat(resources("file:///{+path}").exposes(FeatureKind.RESOURCE, "file:///{+path}"))
                .isTrue();
        Rule rule = new Rule(Mode.ALLOW_SELECTED, Set.of("tool{x}"));
        FeaturePolicy tools = new FeaturePolicy(Map.of(FeatureKind.TOOL, rule));
        assertThat(tools.exposes(FeatureKind.TOOL, "tool1")).isFalse();
        assertThat(tools.exposes(FeatureKind.TOOL, "tool{x}")).isTrue();
    }

    @Test
    void templateNarrowedByATemplateOrAUriThenNothingThatOneOfThemDoesNotExpose() {
        FeaturePolicy one = resources("a://{x}/b", "same://{id}").narrowedBy(resources("a://c/{y}", "same://{id}"));
        // two templates that overlap: rather nothing than a resource too many
        assertThat(one.exposes(FeatureKind.RESOURCE, "a://c/b")).isFalse();
        assertThat(one.exposes(FeatureKind.RESOURCE, "a://d/b")).isFalse();
        assertThat(one.exposes(FeatureKind.RESOURCE, "a://c/d")).isFalse();
        assertThat(one.exposes(FeatureKind.RESOURCE, "same://1")).isTrue();
        FeaturePolicy wide = resources("note://1", "other://1").narrowedBy(resources("note://{id}"));
        assertThat(wide.exposes(FeatureKind.RESOURCE, "note://1")).isTrue();
        assertThat(wide.exposes(FeatureKind.RESOURCE, "note://2")).isFalse();
        assertThat(wide.exposes(FeatureKind.RESOURCE, "other://1")).isFalse();
        FeaturePolicy other = resources("note://{id}").narrowedBy(resources("note://1", "other://1"));
        assertThat(other.exposes(FeatureKind.RESOURCE, "note://1")).isTrue();
        assertThat(other.exposes(FeatureKind.RESOURCE, "note://2")).isFalse();
        assertThat(other.exposes(FeatureKind.RESOURCE, "other://1")).isFalse();
    }

    @Test
    void templateAndUriMadeToMatchSlowlyThenDecidedAtOnce() {
        FeaturePolicy policy = resources("x://" + "{a}a".repeat(200));
        assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> assertThat(policy.exposes(FeatureKind.RESOURCE, "x://" + "a".repeat(8000) + "!"))
                        .isFalse());
        assertThat(policy.exposes(FeatureKind.RESOURCE, "x://" + "a".repeat(400)))
                .isTrue();
        assertThat(resources("x://{a}").exposes(FeatureKind.RESOURCE, "x://" + "a".repeat(10_000)))
                .isFalse();
    }

    @Test
    void rulesOfOneModeAndTheSameNamesThenEqual() {
        assertThat(resources("note://{id}", "a://b")).isEqualTo(resources("a://b", "note://{id}"));
        assertThat(resources("note://{id}")).hasSameHashCodeAs(resources("note://{id}"));
        assertThat(resources("note://{id}")).isNotEqualTo(resources("note://{other}"));
        assertThat(new Rule(Mode.BLOCK_ALL, Set.of())).isNotEqualTo(new Rule(Mode.ALLOW_ALL, Set.of()));
    }

    private static FeaturePolicy resources(String... names) {
        return new FeaturePolicy(Map.of(FeatureKind.RESOURCE, new Rule(Mode.ALLOW_SELECTED, Set.of(names))));
    }
}
