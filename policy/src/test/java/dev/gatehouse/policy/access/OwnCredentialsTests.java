package dev.gatehouse.policy.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.reach.Reach;
import dev.gatehouse.policy.reach.ReachSource;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.RevocationMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The decision on what no sign-in stands behind: API tokens and machine clients. */
class OwnCredentialsTests {

    private static final List<String> API_TOKEN = List.of("INTROSPECT", "INVOKE");
    private static final List<String> MACHINE = List.of("CLIENT_CREDENTIALS", "INTROSPECT", "INVOKE");

    /** The mode of revocation makes no difference here: what bites at once always does. */
    private static String word(Situation situation, String kind) {
        String expected = null;
        for (RevocationMode mode : RevocationMode.values()) {
            Decision decision = situation.decide(Situation.action(kind), mode);
            String word = decision instanceof Decision.Deny deny ? deny.reason().name() : "allow";
            assertThat(expected == null ? word : expected).isEqualTo(word);
            expected = word;
        }
        return expected;
    }

    private static void check(ArgumentsAccessor row, int first, List<String> kinds, Supplier<Situation> good) {
        for (int i = 0; i < kinds.size(); i++) {
            assertThat(word(good.get().spoil(row.getString(first)), kinds.get(i)))
                    .as("%s when %s", kinds.get(i), row.getString(first))
                    .isEqualTo(row.getString(first + 1 + i));
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/access/api-token.csv", useHeadersInDisplayName = true)
    void decideOnAnApiTokenThenAsInTheTable(ArgumentsAccessor row) {
        boolean external = row.getString(0).equals("EXTERNAL");
        ApiTokenMode rule = ApiTokenMode.valueOf(row.getString(1));
        check(row, 2, API_TOKEN, () -> Situation.apiToken(external, rule));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/access/machine.csv", useHeadersInDisplayName = true)
    void decideOnAMachineClientThenAsInTheTable(ArgumentsAccessor row) {
        check(row, 0, MACHINE, () -> Situation.machine(false));
    }

    @Test
    void decideWhenAnyTwoRowsComeTogetherThenTheUpperOneThatAppliesDecides() throws IOException {
        List<String> ofTokens = faults("/access/api-token.csv", "BUILT_IN,ALWAYS,");
        List<String> ofMachines = faults("/access/machine.csv", "");
        int pairs = pairs(ofTokens, API_TOKEN, () -> Situation.apiToken(false, ApiTokenMode.ALWAYS))
                + pairs(ofTokens, API_TOKEN, () -> Situation.apiToken(true, ApiTokenMode.ALWAYS))
                + pairs(ofMachines, MACHINE, () -> Situation.machine(false));
        assertThat(pairs).isGreaterThan(500);
    }

    private static int pairs(List<String> faults, List<String> kinds, Supplier<Situation> good) {
        int pairs = 0;
        for (String kind : kinds) {
            for (int i = 0; i < faults.size(); i++) {
                for (int j = i + 1; j < faults.size(); j++) {
                    if (sameFact(faults.get(i), faults.get(j))) {
                        continue;
                    }
                    String upper = word(good.get().spoil(faults.get(i)), kind);
                    String lower = word(good.get().spoil(faults.get(j)), kind);
                    assertThat(word(good.get().spoil(faults.get(i)).spoil(faults.get(j)), kind))
                            .as("%s when %s and %s", kind, faults.get(i), faults.get(j))
                            .isEqualTo(upper.equals("allow") ? lower : upper);
                    pairs++;
                }
            }
        }
        return pairs;
    }

    /** Faults that overwrite each other, or where one removes what the other speaks of. */
    private static boolean sameFact(String upper, String lower) {
        List<Set<String>> groups = List.of(
                Set.of("member dismissed", "member invited", "member disabled"),
                Set.of("token for another audience", "token without audience"),
                Set.of("role may not connect", "no role"));
        boolean group = groups.stream().anyMatch(set -> set.contains(upper) && set.contains(lower));
        return group || (upper + lower).contains("client is a person");
    }

    private static List<String> faults(String table, String prefix) throws IOException {
        try (InputStream file = OwnCredentialsTests.class.getResourceAsStream(table)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).split(",")[0])
                    .toList();
        }
    }

    @Test
    void apiTokenThenTheScopesAreThoseOfTodaysReachAndAtTheGatewayWhatItWasTold() {
        for (boolean external : List.of(false, true)) {
            Situation situation = Situation.apiToken(external, ApiTokenMode.ALWAYS);
            situation.tokenScopes = Set.of("mcp:write");
            situation.reach = new Reach(ReachSource.SERVER_GRANT, Scopes.of(Scope.READ));
            assertThat(situation.decide(Action.INTROSPECT, RevocationMode.AT_EXPIRY))
                    .isEqualTo(new Decision.Allow(Basis.SERVER_GRANT, Scopes.of(Scope.READ)));
            assertThat(situation.spoil("nobody").decide(Situation.action("INVOKE"), RevocationMode.AT_EXPIRY))
                    .isEqualTo(new Decision.Allow(Basis.TOKEN, Scopes.ALL));
        }
    }

    @ParameterizedTest
    @EnumSource(Action.Kind.class)
    void machineClientWhenItAsksForWhatIsForPeopleThenRefused(Action.Kind kind) {
        Decision decision = Situation.machine(false).decide(Situation.action(kind.name()), RevocationMode.IMMEDIATE);
        boolean forPeople = Set.of(Action.Kind.AUTHORIZE, Action.Kind.EXCHANGE_CODE, Action.Kind.REFRESH)
                .contains(kind);
        assertThat(decision.allowed()).isEqualTo(!forPeople);
    }

    @Test
    void machineClientThenTheScopesAreWhatItAskedWithinItsRegistration() {
        Situation situation = Situation.machine(false);
        situation.requested = Scopes.of(Scope.READ);
        assertThat(situation.decide(Action.CLIENT_CREDENTIALS, RevocationMode.AT_EXPIRY))
                .isEqualTo(new Decision.Allow(Basis.CLIENT, Scopes.of(Scope.READ)));
    }

    @Test
    void everyFaultOfATableIsInItOnce() throws IOException {
        assertThat(faults("/access/machine.csv", "")).doesNotHaveDuplicates();
        assertThat(Arrays.asList("BUILT_IN", "EXTERNAL"))
                .allSatisfy(provider -> assertThat(faults("/access/api-token.csv", provider + ",ALWAYS,"))
                        .doesNotHaveDuplicates());
    }
}
