package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import dev.gatehouse.gateway.testing.DecisionLog;
import dev.gatehouse.gateway.testing.FakeIssuer;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The decision tables of {@code AccessPolicy} (policy/src/test/resources/access), run over HTTP through the gateway: each row
 * at a server by itself and through a bundle. The answer on the wire is that of the reason in the table.
 */
class DecisionTableTests {

    /** The gateway knows no people and no authorizations: the table says that these change nothing there. */
    private static final List<String> ABOUT_PEOPLE =
            List.of("no", "member ", "role ", "authorization ", "single sign-on", "second factor", "sign-in ");

    /** The identity schemes come with issue 6: until then the feed carries none. */
    private static final Set<String> IDENTITY = Set.of("shared identity unset", "own identity missing");

    private static final ECKey ELSEWHERE = TestKeys.ec("elsewhere");

    private static TestGateway gateway;
    private static FakeIssuer issuer;
    private static DecisionLog log;
    private static DecisionCase.Stage stage;

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
        issuer = new FakeIssuer(ELSEWHERE.toPublicJWK());
        log = new DecisionLog();
        stage = new DecisionCase.Stage(gateway, issuer, ELSEWHERE, log);
        gateway.upstream.answer(exchange -> exchange.json());
    }

    @AfterAll
    static void stop() throws IOException {
        log.close();
        issuer.close();
        gateway.close();
    }

    private static List<Map<String, String>> rows(String table) throws IOException {
        try (InputStream file = DecisionTableTests.class.getResourceAsStream("/access/" + table + ".csv")) {
            List<String[]> lines = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(",", -1))
                    .toList();
            List<Map<String, String>> rows = new ArrayList<>();
            for (String[] line : lines.subList(1, lines.size())) {
                Map<String, String> row = new HashMap<>();
                for (int i = 0; i < line.length; i++) {
                    row.put(lines.get(0)[i], line[i]);
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** Both ways to one server in one situation. */
    private static List<DecisionCase> bothWays(boolean external, List<String> faults, String expected) {
        return List.of(
                new DecisionCase(stage, external, false, faults, expected),
                new DecisionCase(stage, external, true, faults, expected));
    }

    private static boolean tellable(String fault, String expected) {
        if (IDENTITY.contains(fault)) {
            return false;
        }
        boolean people = !fault.equals("nothing") && ABOUT_PEOPLE.stream().anyMatch(fault::startsWith);
        assertThat(people && !expected.equals("allow")).as(fault).isFalse();
        return !people;
    }

    /** All at once: the feed takes a moment to tell of a server, and tells of a hundred in the same moment. */
    private static void check(List<DecisionCase> cases) throws Exception {
        cases.forEach(DecisionCase::tell);
        gateway.add(gateway.server("s" + UUID.randomUUID()));
        for (DecisionCase one : cases) {
            one.check();
        }
    }

    @Test
    void builtInTableThenTheWireAgrees() throws Exception {
        List<DecisionCase> cases = new ArrayList<>();
        for (Map<String, String> row : rows("built-in")) {
            if (tellable(row.get("what is wrong"), row.get("INVOKE"))) {
                cases.addAll(bothWays(false, List.of(row.get("what is wrong")), row.get("INVOKE")));
            }
        }
        assertThat(cases).hasSize(2 * 12);
        check(cases);
    }

    @Test
    void externalTableThenTheWireAgrees() throws Exception {
        List<DecisionCase> cases = new ArrayList<>();
        for (Map<String, String> row : rows("external")) {
            if (tellable(row.get("what is wrong"), row.get("INVOKE"))) {
                cases.addAll(bothWays(true, List.of(row.get("what is wrong")), row.get("INVOKE")));
            }
        }
        assertThat(cases).hasSize(2 * 13);
        check(cases);
    }

    @Test
    void bundleTableThenTheWireAgrees() throws Exception {
        List<DecisionCase> cases = new ArrayList<>();
        for (Map<String, String> row : rows("bundle")) {
            if (tellable(row.get("what is wrong"), row.get("INVOKE"))) {
                cases.add(new DecisionCase(stage, false, true, List.of(row.get("what is wrong")), row.get("INVOKE")));
            }
        }
        assertThat(cases).hasSize(12);
        check(cases);
    }

    @Test
    void orderTableThenTheEarlierReasonIsOnTheWire() throws Exception {
        List<DecisionCase> cases = new ArrayList<>();
        for (Map<String, String> row : rows("order")) {
            List<String> faults = List.of(row.get("earlier"), row.get("later"));
            if (row.get("action").equals("INVOKE") && faults.stream().noneMatch(IDENTITY::contains)) {
                cases.addAll(bothWays(row.get("provider").equals("EXTERNAL"), faults, row.get("reason")));
            }
        }
        assertThat(cases).hasSize(2 * 8);
        check(cases);
    }

    @Test
    void apiTokenTableThenTheWireAgrees() throws Exception {
        List<DecisionCase> cases = new ArrayList<>();
        for (Map<String, String> row : rows("api-token")) {
            if (tellable(row.get("what is wrong"), "allow")) {
                bothWays(row.get("provider").equals("EXTERNAL"), List.of(row.get("what is wrong")), row.get("INVOKE"))
                        .forEach(one -> cases.add(one.withApiToken(row.get("api tokens"))));
            }
        }
        assertThat(cases).hasSizeGreaterThan(2 * 25);
        check(cases);
    }

    @Test
    void operationsTableThenTheWireAgrees() throws Exception {
        List<DecisionCase> cases = new ArrayList<>();
        for (Map<String, String> row : rows("operations")) {
            boolean nameless = row.get("name").isEmpty()
                    && Set.of("tools/call", "resources/read", "prompts/get").contains(row.get("method"));
            if (nameless) {
                continue; // the body is refused before it comes to a decision: BodyTests
            }
            for (DecisionCase one : bothWays(false, List.of("nothing"), row.get("expected"))) {
                cases.add(one.withOperation(row));
            }
        }
        assertThat(cases).hasSize(2 * 24);
        check(cases);
    }
}
