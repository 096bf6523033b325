package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.AuthServer;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.apitoken.ApiTokenRepository;
import dev.gatehouse.db.apitoken.ApiTokenRow;
import dev.gatehouse.db.testing.LargeAccount;
import dev.gatehouse.db.testing.TestDatabase;
import dev.gatehouse.policy.account.Capability;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The time of a page of each list of the Admin API, over HTTP, one caller at a time, in an account of 100,000 people, 1,000
 * servers and 300,000 grants on PostgreSQL.
 */
class ListPagesBench {

    private static final Logger log = LoggerFactory.getLogger(ListPagesBench.class);
    private static final int WARM = Integer.getInteger("gatehouse.bench.warm", 100);
    private static final int PAGES = Integer.getInteger("gatehouse.bench.pages", 300);
    private static final int IDS_IN_REPORT_CURSOR = 2;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void pages() throws Exception {
        TestDatabase database = TestDatabase.postgreSql();
        Map<String, Object> settings = new LinkedHashMap<>(database.properties());
        settings.put("gatehouse.issuer", "https://auth.example");
        settings.put("gatehouse.gateway-url", "https://gateway.example");
        settings.put("gatehouse.gateway-secret", "a-gateway-secret-of-the-bench-0123456789");
        settings.put("gatehouse.master-key", "a-master-key-of-the-bench-0123456789");
        settings.put("gatehouse.db-url", database.jdbcUrl());
        settings.put("gatehouse.db-username", database.username());
        settings.put("gatehouse.db-password", database.password());
        settings.put("gatehouse.data-dir", "target/bench-data");
        settings.put("gatehouse.cimd", "off");
        settings.put("gatehouse.auth-port", "0");
        settings.put("gatehouse.bind", "any");
        String[] arguments = settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        try (ConfigurableApplicationContext program =
                new SpringApplicationBuilder(AuthServer.class).profiles("bench").run(arguments)) {
            long start = System.nanoTime();
            LargeAccount account = LargeAccount.load(program.getBean(DataSource.class));
            log.info("loaded in {} s", (System.nanoTime() - start) / 1_000_000_000);
            measure(program, account);
        }
    }

    private void measure(ConfigurableApplicationContext program, LargeAccount account) throws Exception {
        String token = program.getBean(Secrets.class).generate("gha_");
        Instant now = Instant.now();
        program.getBean(ApiTokenRepository.class)
                .insert(
                        new ApiTokenRow(
                                UUID.randomUUID(),
                                account.id(),
                                LargeAccount.person(1),
                                null,
                                "bench",
                                now,
                                now.plus(Duration.ofDays(1))),
                        Secrets.digest(token));
        Caller caller = new Caller(
                "http://127.0.0.1:" + program.getEnvironment().getProperty("local.server.port") + "/api/v1",
                token,
                program.getBean(JdbcClient.class));
        log.info("| list | page | items | p50 ms | p95 ms | CPU ms program | CPU ms database |");
        log.info("|---|---|---|---|---|---|---|");
        measureAll(caller);
        account.crew(EnumSet.of(Capability.MCP_CONNECT, Capability.MCP_USE_ALL_SERVERS));
        log.info("With a role of 50,000 people that reaches every server:");
        measureAll(caller);
    }

    private void measureAll(Caller caller) throws Exception {
        Map<String, String> lists = new LinkedHashMap<>();
        lists.put("people", "/users?");
        Map<String, Integer> servers = new LinkedHashMap<>();
        servers.put("a server granted to 90,000", LargeAccount.CROWDED);
        servers.put("a server granted to nobody", LargeAccount.LONELY);
        servers.put("a server of a team of 20,000", LargeAccount.OF_TEAM);
        servers.put("an ordinary server", LargeAccount.ORDINARY);
        for (Map.Entry<String, Integer> server : servers.entrySet()) {
            String path = "/servers/" + LargeAccount.server(server.getValue());
            lists.put("users of " + server.getKey(), path + "/users?");
            lists.put("users by grant of " + server.getKey(), path + "/users?basis=grant&");
            lists.put("candidates of " + server.getKey(), path + "/candidates?");
        }
        lists.put("access report", "/access-report?");
        lists.put("access report, basis TEAM", "/access-report?basis=TEAM&");
        lists.put(
                "access report of an ordinary server",
                "/access-report?serverId=" + LargeAccount.server(LargeAccount.ORDINARY) + "&");
        for (Map.Entry<String, String> list : lists.entrySet()) {
            boolean report = list.getValue().startsWith("/access-report");
            caller.measure(list.getKey(), "first", list.getValue());
            caller.measure(list.getKey(), "middle", list.getValue() + "cursor=" + cursor(1L << 63, report));
            caller.measure(list.getKey(), "last", list.getValue() + "cursor=" + cursor(-1L << 52, report));
        }
    }

    private static String cursor(long high, boolean report) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * 2 * (report ? IDS_IN_REPORT_CURSOR : 1));
        bytes.putLong(high);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Calls one page again and again. */
    private final class Caller {

        private final String address;
        private final String token;
        private final JdbcClient jdbc;

        Caller(String address, String token, JdbcClient jdbc) {
            this.address = address;
            this.token = token;
            this.jdbc = jdbc;
        }

        void measure(String list, String page, String path) throws Exception {
            for (int i = 0; i < WARM; i++) {
                call(path);
            }
            double[] millis = new double[PAGES];
            String body = "";
            ProcessorTime before = ProcessorTime.now(jdbc);
            for (int i = 0; i < PAGES; i++) {
                long start = System.nanoTime();
                body = call(path);
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
            ProcessorTime used = ProcessorTime.now(jdbc).since(before);
            Arrays.sort(millis);
            log.info(String.format(
                    Locale.ROOT,
                    "| %s | %s | %d%s | %.1f | %.1f | %.1f | %.1f |",
                    list,
                    page,
                    body.split("\"email\"", -1).length - 1,
                    body.contains("\"next\":null") ? "" : "+",
                    millis[PAGES / 2],
                    millis[PAGES * 95 / 100],
                    used.programMillis() / PAGES,
                    used.databaseMillis() / PAGES));
        }

        private String call(String path) throws IOException, InterruptedException {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(address + path))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }
    }
}
