package dev.gatehouse.db.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.access.OwnResources;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.grant.AccessReport;
import dev.gatehouse.db.grant.AccessReportReading;
import dev.gatehouse.db.grant.ServerUsers;
import dev.gatehouse.db.testing.LargeAccount;
import dev.gatehouse.db.testing.TestDatabase;
import dev.gatehouse.db.testing.TestStore;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.reach.ReachSource;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What PostgreSQL does for a page of each list, in an account of 100,000 people, 1,000 servers and 300,000 grants: the
 * plans of the very statements that the lists send, and how many rows they touch.
 */
class ListPlansTests {

    private static final Set<String> LARGE =
            Set.of("membership", "person", "server_grant", "all_servers_grant", "team_member");
    private static final int LIMIT = 51;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final StringBuilder PLANS = new StringBuilder();
    private static final StatementRecorder RECORDER = new StatementRecorder();

    private static ConfigurableApplicationContext store;
    private static LargeAccount account;

    @BeforeAll
    static void load() {
        TestDatabase database = TestDatabase.postgreSql();
        store = new SpringApplicationBuilder(TestStore.class)
                .web(WebApplicationType.NONE)
                .initializers(context -> context.getBeanFactory().addBeanPostProcessor(RECORDER))
                .properties(Map.copyOf(database.properties()))
                .properties(
                        "spring.main.banner-mode=off", "logging.level.root=warn", "logging.level.dev.gatehouse=info")
                .run();
        account = LargeAccount.load(store.getBean(DataSource.class));
    }

    @AfterAll
    static void close() {
        store.close();
    }

    /** The first page, one in the middle and the last: ids are spread evenly. */
    private static Map<String, @Nullable UUID> cursors() {
        Map<String, @Nullable UUID> cursors = new LinkedHashMap<>();
        cursors.put("first", null);
        cursors.put("middle", UUID.fromString("80000000-0000-0000-0000-000000000000"));
        cursors.put("last", UUID.fromString("fff00000-0000-0000-0000-000000000000"));
        return cursors;
    }

    /** Runs {@code page}, reads the plan of each of its statements, and answers how many rows they touched together. */
    private static long rows(String what, Runnable page) throws Exception {
        List<StatementRecorder.Recorded> statements = RECORDER.during(page);
        assertThat(statements).as(what).hasSizeBetween(1, 20);
        PLANS.setLength(0);
        long touched = 0;
        try (Connection connection = store.getBean(DataSource.class).getConnection()) {
            for (StatementRecorder.Recorded statement : statements) {
                String plan = statement.run(connection, "explain (analyze, format json) ");
                PLANS.append(statement.sql()).append('\n').append(plan).append('\n');
                List<JsonNode> scans = new ArrayList<>();
                collect(JSON.readTree(plan).get(0).get("Plan"), scans);
                for (JsonNode scan : scans) {
                    boolean sequential = scan.get("Node Type").asString().equals("Seq Scan");
                    assertThat(sequential
                                    && LARGE.contains(scan.path("Relation Name").asString()))
                            .as(what + ": " + PLANS)
                            .isFalse();
                    touched += touched(scan);
                }
            }
        }
        return touched;
    }

    private static void collect(JsonNode node, List<JsonNode> scans) {
        if (node.get("Node Type").asString().endsWith("Scan")
                && !node.get("Node Type").asString().equals("Subquery Scan")) {
            scans.add(node);
        }
        node.path("Plans").forEach(child -> collect(child, scans));
    }

    private static long touched(JsonNode scan) {
        double each = scan.get("Actual Rows").asDouble()
                + scan.path("Rows Removed by Filter").asDouble(0)
                + scan.path("Rows Removed by Index Recheck").asDouble(0);
        return Math.round(each * scan.get("Actual Loops").asDouble());
    }

    private static void assertBounded(String list, long bound, java.util.function.Consumer<@Nullable UUID> page)
            throws Exception {
        for (Map.Entry<String, @Nullable UUID> cursor : cursors().entrySet()) {
            String what = list + ", " + cursor.getKey() + " page";
            long rows = rows(what, () -> page.accept(cursor.getValue()));
            org.slf4j.LoggerFactory.getLogger(ListPlansTests.class).info("{}: {} rows", what, rows);
            assertThat(rows).as(what + ": " + PLANS).isBetween(1L, bound);
        }
    }

    /**
     * The one list that must pass over people: those with access by grant, where a role that reaches every server has made
     * grants dormant. It reads those grants, and the people who hold them.
     *
     * @param dormant how many all-servers grants are dormant
     */
    private static void assertServerListsBounded(int dormant, int... numbers) throws Exception {
        ServerUsers users = store.getBean(ServerUsers.class);
        Set<ReachSource> grants = EnumSet.complementOf(EnumSet.of(ReachSource.ROLE));
        for (int number : numbers) {
            UUID server = LargeAccount.server(number);
            assertBounded(
                    "users of server " + number,
                    40L * LIMIT,
                    cursor -> users.list(account.id(), server, cursor, LIMIT));
            assertBounded(
                    "users of server " + number + " by grant",
                    60L * LIMIT + 6L * dormant,
                    cursor -> users.list(account.id(), server, grants, cursor, LIMIT));
            assertBounded(
                    "candidates of server " + number,
                    51_000,
                    cursor -> users.candidates(account.id(), server, cursor, LIMIT));
        }
    }

    @Test
    void peopleThenAPageReadsItsOwnRows() throws Exception {
        MemberRepository members = store.getBean(MemberRepository.class);
        assertBounded("people", 4L * LIMIT, cursor -> members.list(account.id(), cursor, LIMIT));
    }

    @Test
    void serverListsThenAPageGoesAlongIndexesAndStopsWhenItIsFull() throws Exception {
        account.crew(EnumSet.of(Capability.MCP_CONNECT));
        assertServerListsBounded(
                0, LargeAccount.CROWDED, LargeAccount.LONELY, LargeAccount.OF_TEAM, LargeAccount.ORDINARY);
    }

    @Test
    void serverListsWhenARoleOfFiftyThousandReachesEveryServerThenLikewise() throws Exception {
        account.crew(EnumSet.of(Capability.MCP_CONNECT, Capability.MCP_USE_ALL_SERVERS));
        assertServerListsBounded(LargeAccount.WITH_ALL_SERVERS, LargeAccount.CROWDED, LargeAccount.ORDINARY);
        account.crew(EnumSet.of(Capability.MCP_CONNECT));
    }

    @Test
    void ownServersThenAPageReadsWhatThePersonHolds() throws Exception {
        OwnResources own = store.getBean(OwnResources.class);
        for (int number : new int[] {11, 12_345, 99_999}) {
            UUID user = LargeAccount.person(number);
            assertBounded("servers of person " + number, 6L * LargeAccount.SERVERS, cursor -> {
                UUID after = cursor == null ? new UUID(0, 0) : cursor;
                own.everywhere(account.id(), user);
                own.servers(account.id(), user, false, after, LIMIT);
                own.servers(account.id(), user, true, after, LIMIT);
                own.throughTeams(account.id(), user, new UUID(0, 0), after, LIMIT);
            });
        }
    }

    @Test
    void accessReportThenAPageReadsSomePeopleWithWhatTheyHold() throws Exception {
        AccessReport report = store.getBean(AccessReport.class);
        List<AccessReport.Query> queries = new ArrayList<>();
        queries.add(new AccessReport.Query(account.id(), null, null, null));
        for (ReachSource basis :
                List.of(ReachSource.ROLE, ReachSource.ALL_GRANT, ReachSource.SERVER_GRANT, ReachSource.TEAM)) {
            queries.add(new AccessReport.Query(account.id(), null, null, basis));
        }
        queries.add(new AccessReport.Query(account.id(), null, LargeAccount.server(LargeAccount.CROWDED), null));
        queries.add(new AccessReport.Query(account.id(), null, LargeAccount.server(LargeAccount.OF_TEAM), null));
        for (AccessReport.Query query : queries) {
            assertBounded("report " + query.serverId() + " " + query.basis(), 10_000, cursor -> {
                AccessReport.Position from = cursor == null ? null : new AccessReport.Position(cursor, new UUID(0, 0));
                AccessReportReading reading = report.read(query, from);
                List<AccessReport.Row> rows = new ArrayList<>();
                while (!reading.over() && rows.size() < LIMIT) {
                    reading.next().limit(LIMIT).forEach(rows::add);
                }
            });
        }
    }
}
