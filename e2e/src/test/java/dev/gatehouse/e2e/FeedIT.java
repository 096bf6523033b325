package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Canaries;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.EventUpstream;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.OpenStream;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an admin changes, seen at open streams through the gateway; and the feed over restarts, to two gateways. */
class FeedIT {

    private static final System.Logger LOG = System.getLogger(FeedIT.class.getName());

    private static final Duration CUT_WITHIN = Duration.ofSeconds(2);

    private static EventUpstream upstream;

    private final Demo demo = Demo.shared();
    private final AdminApi admin = new AdminApi(demo);
    private final int port = demo.ports().get(1);

    @BeforeAll
    static void startUpstream() {
        upstream = new EventUpstream();
    }

    @AfterAll
    static void stopUpstream() throws IOException {
        upstream.close();
    }

    private String server(String slug) {
        String id = admin.done(
                        "POST",
                        "/servers",
                        Map.of(
                                "name",
                                slug,
                                "slug",
                                slug,
                                "upstreamUrl",
                                upstream.url(),
                                "revocationMode",
                                "IMMEDIATE"))
                .path("id")
                .asString();
        admin.awaitStatus(slug, 401);
        admin.grant(id, Person.CUS);
        return id;
    }

    private void assertCut(OpenStream stream, Runnable change) {
        long since = System.nanoTime();
        change.run();
        assertThat(stream.awaitCut(since)).isLessThan(CUT_WITHIN);
    }

    private void assertUpstreamLeft() {
        Eventually.within(CUT_WITHIN, "the upstream is left", () -> upstream.open() == 0);
    }

    @Test
    void reachTakenThenBothKindsOfOpenStreamsAreClosedAndOnesOfOthersGoOn() {
        String id = server("feed-removed");
        admin.grant(id, Person.MEL);
        String url = demo.mcp("feed-removed");
        String token = McpApp.installedFor(url).connect(Person.CUS).access();
        String others = McpApp.installedFor(url).connect(Person.MEL).access();
        try (OpenStream get = OpenStream.get(url, port, token);
                OpenStream post = OpenStream.listen(url, port, token);
                OpenStream other = OpenStream.get(url, port, others)) {
            assertCut(get, () -> admin.remove(id, Person.CUS));
            assertCut(post, () -> {});
            assertThat(McpConnection.status(url, token)).isEqualTo(401);
            assertThat(other.isOpen()).isTrue();
            assertThat(upstream.open()).isOne();
        }
        assertUpstreamLeft();
    }

    @Test
    void signedOutByTheClientThenItsStreamIsClosed() {
        server("feed-signed-out");
        String url = demo.mcp("feed-signed-out");
        McpApp app = McpApp.installedFor(url);
        var tokens = app.connect(Person.CUS);
        try (OpenStream stream = OpenStream.get(url, port, tokens.access())) {
            assertCut(stream, () -> app.revoke(tokens.refresh()));
        }
        assertUpstreamLeft();
    }

    @Test
    void serverSwitchedToAnotherProviderThenStreamsOfTheLosingSideAreClosed() {
        String id = server("feed-switched");
        String url = demo.mcp("feed-switched");
        String token = McpApp.installedFor(url).connect(Person.CUS).access();
        String provider = admin.done(
                        "POST",
                        "/identity-providers",
                        Map.of(
                                "name",
                                "Of the feed",
                                "issuer",
                                "http://localhost:1",
                                "audience",
                                "a",
                                "validation",
                                "JWKS",
                                "jwksUri",
                                "http://localhost:1/jwks",
                                "requiredScopes",
                                List.of("mcp")))
                .path("id")
                .asString();
        try (OpenStream stream = OpenStream.get(url, port, token)) {
            assertCut(
                    stream,
                    () -> admin.done(
                            "PUT",
                            "/servers/" + id + "/identity-provider",
                            Map.of("type", "EXTERNAL", "externalIdpId", provider)));
        }
        assertUpstreamLeft();
    }

    /** Several times, as a measurement; more of them with {@code -Dgatehouse.feed.rounds=100}. */
    @Test
    void serverDisabledThenClosedEachTimeAndDeletedForGood() {
        String id = server("feed-disabled");
        String url = demo.mcp("feed-disabled");
        String token = McpApp.installedFor(url).connect(Person.CUS).access();
        List<Long> cuts = new ArrayList<>();
        List<Long> known = new ArrayList<>();
        int rounds = Integer.getInteger("gatehouse.feed.rounds", 5);
        for (int i = 0; i < rounds; i++) {
            try (OpenStream stream = OpenStream.get(url, port, token)) {
                long since = System.nanoTime();
                admin.done("PATCH", "/servers/" + id, Map.of("enabled", false));
                cuts.add(stream.awaitCut(since).toMillis());
            }
            long since = System.nanoTime();
            admin.done("PATCH", "/servers/" + id, Map.of("enabled", true));
            while (McpConnection.status(url, token) != 200) {
                Thread.onSpinWait();
            }
            known.add(Duration.ofNanos(System.nanoTime() - since).toMillis());
        }
        print("from an admin's PATCH to the closed stream", cuts);
        print("from an admin's PATCH to the first request that is answered anew", known);
        assertThat(cuts).allMatch(millis -> millis < CUT_WITHIN.toMillis());
        assertThat(known).allMatch(millis -> millis < 1_000);
        try (OpenStream stream = OpenStream.get(url, port, token)) {
            assertCut(stream, () -> admin.delete("/servers/" + id));
        }
        assertUpstreamLeft();
    }

    private static void print(String what, List<Long> millis) {
        millis.sort(null);
        int n = millis.size();
        LOG.log(
                System.Logger.Level.INFO,
                String.format(
                        "%s, %d times: p50 %d, p99 %d, max %d ms",
                        what, n, millis.get(n / 2), millis.get(Math.max(0, n * 99 / 100 - 1)), millis.get(n - 1)));
    }

    /** Six programs are started: with {@code -Plong}. */
    @Test
    @Tag("long")
    void authorizationServerRestartsUnderTwoGatewaysThenNothingIsLostAndStreamsGoOn() throws IOException {
        try (Deployment its = new Deployment(demo.dataDir().resolveSibling("feed"))) {
            its.start();
            McpApp app = McpApp.installedFor(its.url);
            String token = app.connect(Person.CUS).access();
            try (OpenStream atOne = OpenStream.get(its.url, its.first, token);
                    OpenStream atTwo = OpenStream.get(its.url, its.second, token)) {
                assertThat(its.auth.stop()).isLessThan(Duration.ofSeconds(8));
                its.auth.start();
                assertThat(atOne.isOpen()).isTrue();
                assertThat(atTwo.isOpen()).isTrue();
                long since = System.nanoTime();
                its.admin().remove(its.server, Person.CUS);
                assertThat(atOne.awaitCut(since)).isLessThan(CUT_WITHIN);
                assertThat(atTwo.awaitCut(since)).isLessThan(CUT_WITHIN);
            }
            its.admin().grant(its.server, Person.CUS);
            String fresh = app.connect(Person.CUS).access();
            its.one.kill();
            its.admin().done("PATCH", "/servers/" + its.server, Map.of("enabled", false));
            its.auth.kill();
            its.auth.start();
            its.one.start();
            Eventually.within(
                    Duration.ofSeconds(3),
                    "both know what happened",
                    () -> its.status(its.first, fresh) == 503 && its.status(its.second, fresh) == 503);
        }
        assertUpstreamLeft();
    }

    /** An authorization server of its own and two gateways under one address, as behind a balancer. */
    private static final class Deployment implements AutoCloseable {

        private final int first = freePort();
        private final int second = freePort();
        private final String issuer;
        private final String url = "http://localhost:" + first + "/mcp/kept";
        private final Path data;
        private final Program auth;
        private final Program one;
        private final Program two;
        private String server = "";

        private Deployment(Path work) throws IOException {
            int authPort = freePort();
            issuer = "http://localhost:" + authPort;
            data = work.resolve("data-" + authPort);
            Map<String, String> settings = Map.of(
                    "GATEHOUSE_AUTH_PORT",
                    String.valueOf(authPort),
                    "GATEHOUSE_ISSUER",
                    issuer,
                    "GATEHOUSE_GATEWAY_URL",
                    "http://localhost:" + first,
                    "GATEHOUSE_DATA_DIR",
                    data.toString(),
                    "GATEHOUSE_RATE_LIMITS",
                    "off",
                    "GATEHOUSE_GATEWAY_SECRET",
                    Canaries.note("of-two-gateways-" + UUID.randomUUID()),
                    "GATEHOUSE_MASTER_KEY",
                    Canaries.note("of-one-deployment-" + UUID.randomUUID()));
            auth = new Program("auth-server", data, settings);
            one = gateway(first, work, settings);
            two = gateway(second, work, settings);
        }

        private Program gateway(int port, Path work, Map<String, String> settings) {
            Map<String, String> own = new HashMap<>(settings);
            own.put("GATEHOUSE_GATEWAY_PORT", String.valueOf(port));
            return new Program("resource-gateway", work.resolve("gateway-" + port), own);
        }

        private AdminApi admin() {
            return new AdminApi(issuer, line(data.resolve("admin-token")));
        }

        private void start() {
            auth.start();
            one.start();
            two.start();
            server = admin().done(
                            "POST",
                            "/servers",
                            Map.of(
                                    "name",
                                    "Kept",
                                    "slug",
                                    "kept",
                                    "upstreamUrl",
                                    upstream.url(),
                                    "revocationMode",
                                    "IMMEDIATE"))
                    .path("id")
                    .asString();
            admin().grant(server, Person.CUS);
            Eventually.within(
                    Duration.ofSeconds(2),
                    "both know the server",
                    () -> status(first, "") == 401 && status(second, "") == 401);
        }

        private int status(int port, String token) {
            return OpenStream.status(url, port, token);
        }

        @Override
        public void close() {
            one.kill();
            two.kill();
            auth.kill();
        }
    }

    private static String line(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
