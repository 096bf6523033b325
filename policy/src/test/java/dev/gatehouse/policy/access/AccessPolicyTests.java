package dev.gatehouse.policy.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.policy.reach.Reach;
import dev.gatehouse.policy.reach.ReachSource;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.FeatureKind;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;
import dev.gatehouse.policy.server.ServerView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The decision, from the tables in {@code src/test/resources/access}. */
class AccessPolicyTests {

    @Test
    void nobodyKnowsAnythingThenDenied() {
        ServerView nothing = new ServerView(
                new UUID(0, 0),
                new UUID(0, 0),
                false,
                false,
                new IdentityProvider.External("", "", Set.of()),
                "",
                FeaturePolicy.ALLOW_ALL,
                IdentityScheme.NONE,
                ApiTokenMode.ALWAYS);
        ServerView server = new ServerView(
                new UUID(0, 0),
                new UUID(0, 0),
                true,
                true,
                new IdentityProvider.BuiltIn(),
                "",
                FeaturePolicy.ALLOW_ALL,
                IdentityScheme.NONE,
                ApiTokenMode.ALWAYS);
        Facts none = new Facts(Instant.MIN, "", RevocationMode.AT_EXPIRY, false, null, null, null, false);
        for (Action.Kind kind : Action.Kind.values()) {
            Action action = Situation.action(kind.name());
            assertThat(AccessPolicy.decide(Subject.NOBODY, nothing, action, none))
                    .isEqualTo(new Decision.Deny(Reason.SERVER_UNKNOWN));
            assertThat(AccessPolicy.decide(Subject.NOBODY, server, action, none).allowed())
                    .isFalse();
        }
    }

    private static String word(Decision decision) {
        return decision instanceof Decision.Deny deny ? deny.reason().name() : "allow";
    }

    private static final List<String> COLUMNS =
            List.of("AUTHORIZE", "EXCHANGE_CODE", "REFRESH", "INTROSPECT AT_EXPIRY", "INTROSPECT IMMEDIATE", "INVOKE");

    private static Decision decide(Situation situation, String column) {
        String[] words = column.split(" ");
        RevocationMode mode = words.length == 1 ? RevocationMode.IMMEDIATE : RevocationMode.valueOf(words[1]);
        return situation.decide(Situation.action(words[0]), mode);
    }

    private static void checkRow(ArgumentsAccessor row, Supplier<Situation> start) {
        String fault = row.getString(0);
        for (int i = 0; i < COLUMNS.size(); i++) {
            assertThat(word(decide(start.get().spoil(fault), COLUMNS.get(i))))
                    .as("%s when %s", COLUMNS.get(i), fault)
                    .isEqualTo(row.getString(i + 1));
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/access/built-in.csv", useHeadersInDisplayName = true)
    void decideOnABuiltInServerThenAsInTheTable(ArgumentsAccessor row) {
        checkRow(row, () -> new Situation(false));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/access/external.csv", useHeadersInDisplayName = true)
    void decideOnAnExternalServerThenAsInTheTable(ArgumentsAccessor row) {
        checkRow(row, () -> new Situation(true));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/access/bundle.csv", useHeadersInDisplayName = true)
    void decideOnAServerThroughABundleThenAsInTheTable(ArgumentsAccessor row) {
        checkRow(row, Situation::bundle);
    }

    /** Who has lost the reach with the bundle is told that, and who has it otherwise that the bundle is switched off. */
    @Test
    void decideWhenTheBundleIsClosedThenLostReachComesFirstAndMissingScopeLast() {
        for (String column : List.of("AUTHORIZE", "EXCHANGE_CODE", "REFRESH")) {
            assertThat(word(decide(Situation.bundle().spoil("bundle closed").spoil("no reach"), column)))
                    .isEqualTo("NO_GRANT");
            assertThat(word(decide(Situation.bundle().spoil("bundle closed").spoil("no scope within reach"), column)))
                    .isEqualTo("SERVER_DISABLED");
        }
        assertThat(word(decide(Situation.bundle().spoil("bundle closed").spoil("token not verified"), "INVOKE")))
                .isEqualTo("SERVER_DISABLED");
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/access/order.csv", useHeadersInDisplayName = true)
    void decideWhenTwoChecksFailThenTheEarlierNamesTheReason(
            String action, String provider, String earlier, String later, String reason) {
        boolean external = provider.equals("EXTERNAL");
        String column = action.equals("INTROSPECT") ? "INTROSPECT IMMEDIATE" : action;
        assertThat(word(decide(new Situation(external).spoil(earlier).spoil(later), column)))
                .isEqualTo(reason);
        assertThat(word(decide(new Situation(external).spoil(later).spoil(earlier), column)))
                .isEqualTo(reason);
    }

    /** The rows of the built-in table stand in the order of the checks. */
    @Test
    void decideWhenAnyTwoRowsOfTheTableComeTogetherThenTheUpperOneThatAppliesDecides() throws IOException {
        List<String> faults = faults("/access/built-in.csv");
        int pairs = 0;
        for (String column : COLUMNS) {
            for (int i = 0; i < faults.size(); i++) {
                for (int j = i + 1; j < faults.size(); j++) {
                    if (sameFact(faults.get(i), faults.get(j))) {
                        continue;
                    }
                    Situation both = new Situation(false).spoil(faults.get(i)).spoil(faults.get(j));
                    String upper = word(decide(new Situation(false).spoil(faults.get(i)), column));
                    String lower = word(decide(new Situation(false).spoil(faults.get(j)), column));
                    assertThat(word(decide(both, column)))
                            .as("%s when %s and %s", column, faults.get(i), faults.get(j))
                            .isEqualTo(upper.equals("allow") ? lower : upper);
                    pairs++;
                }
            }
        }
        assertThat(pairs).isGreaterThan(1500);
    }

    /** Faults that overwrite each other, or where one removes what the other speaks of. */
    private static boolean sameFact(String upper, String lower) {
        List<Set<String>> groups = List.of(
                Set.of("token missing", "token not verified"),
                Set.of("token for another audience", "token without audience"),
                Set.of("member dismissed", "member invited", "member disabled"),
                Set.of("shared identity unset", "own identity missing"));
        boolean group = groups.stream().anyMatch(set -> set.contains(upper) && set.contains(lower));
        boolean authorization = upper.equals("authorization missing") || lower.equals("authorization missing");
        return group || authorization;
    }

    private static List<String> faults(String table) throws IOException {
        return lines(table).stream().skip(1).map(line -> line.split(",")[0]).toList();
    }

    private static List<String> lines(String table) throws IOException {
        try (InputStream file = AccessPolicyTests.class.getResourceAsStream(table)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    @Test
    void everyReasonIsInATable() throws IOException {
        List<String> words = new ArrayList<>();
        for (String table : List.of(
                "/access/built-in.csv",
                "/access/external.csv",
                "/access/order.csv",
                "/access/api-token.csv",
                "/access/machine.csv")) {
            lines(table).forEach(line -> words.addAll(Arrays.asList(line.split(","))));
        }
        assertThat(words)
                .containsAll(Arrays.stream(Reason.values()).map(Enum::name).toList());
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/access/operations.csv", useHeadersInDisplayName = true)
    void decideOnAnOperationThenAsInTheTable(ArgumentsAccessor row) {
        String kind = row.getString(1);
        String rule = row.getString(4);
        Situation situation = new Situation(false);
        situation.tokenScopes = words(row.getString(6));
        if (rule != null) {
            situation.features = new FeaturePolicy(Map.of(
                    FeatureKind.valueOf(kind),
                    new FeaturePolicy.Rule(FeaturePolicy.Mode.valueOf(rule), words(row.getString(5)))));
        }
        Operation operation = new Operation(
                row.getString(0), kind == null ? null : FeatureKind.valueOf(kind), row.getString(2), row.getBoolean(3));
        assertThat(word(situation.decide(Action.invoke(operation), RevocationMode.AT_EXPIRY)))
                .isEqualTo(row.getString(7));
    }

    private static Set<String> words(String text) {
        return text == null ? Set.of() : Arrays.stream(text.split(" ")).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource(
            value = ReachSource.class,
            names = {"NONE", "CLIENT"},
            mode = EnumSource.Mode.EXCLUDE)
    void allowThenTheBasisIsTheSourceOfReach(ReachSource source) {
        Situation situation = new Situation(false);
        situation.reach = new Reach(source, Scopes.ALL);
        for (String column : COLUMNS) {
            assertThat(((Decision.Allow) decide(situation, column)).basis().name())
                    .isEqualTo(source.name());
        }
    }

    @Test
    void allowWithoutAPersonThenTheBasisIsTheTokenOrTheExternalProvider() {
        Situation gateway = new Situation(false).spoil("nobody");
        assertThat(decide(gateway, "INVOKE")).isEqualTo(new Decision.Allow(Basis.TOKEN, Scopes.of(Scope.READ)));
        Situation external = new Situation(true).spoil("nobody");
        for (String column : List.of("INVOKE", "INTROSPECT AT_EXPIRY", "INTROSPECT IMMEDIATE")) {
            assertThat(decide(external, column)).isEqualTo(new Decision.Allow(Basis.EXTERNAL_IDP, Scopes.ALL));
        }
    }

    @Test
    void allowThenTheScopesAreWhatWasAskedWithinReachOrThoseOfTheToken() {
        Situation situation = new Situation(false);
        situation.reach = new Reach(ReachSource.TEAM, Scopes.of(Scope.READ));
        situation.requested = Scopes.ALL;
        situation.tokenScopes = Set.of("mcp:write", "unknown");
        for (String column : COLUMNS) {
            Scopes expected = column.startsWith("IN") ? Scopes.ALL : Scopes.of(Scope.READ);
            assertThat(((Decision.Allow) decide(situation, column)).scopes())
                    .as(column)
                    .isEqualTo(expected);
        }
    }

    @Test
    void actionCarriesAnOperationExactlyWhenItInvokes() {
        for (Action.Kind kind : EnumSet.allOf(Action.Kind.class)) {
            Operation wrong = kind == Action.Kind.INVOKE ? null : Operation.STREAM;
            assertThatThrownBy(() -> new Action(kind, wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
