package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.testing.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/feed.md, with the authorization server coming and going. */
class FeedTests {

    @Test
    void noSnapshotYetThenEverythingButLivenessIs503(@TempDir Path directory) throws Exception {
        Path ready = directory.resolve("ready");
        try (TestGateway gateway = new TestGateway(true, "GATEHOUSE_READY_FILE", ready.toString())) {
            assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
            for (String path : new String[] {
                "/health/ready",
                "/mcp/everything",
                "/mcp/nobody",
                "/.well-known/oauth-protected-resource/mcp/everything"
            }) {
                assertThat(gateway.get(path).statusCode()).isEqualTo(503);
            }
            assertThat(ready).doesNotExist();

            gateway.auth.broken(false);

            gateway.eventually(() -> gateway.get("/health/ready").statusCode() == 200);
            gateway.eventually(
                    () -> Files.exists(ready) && Files.readString(ready).equals("ready\n"));
            assertThat(gateway.call("everything", gateway.token("everything").sign()))
                    .isEqualTo(200);
        }
    }

    @Test
    void feedGoneThenImmediateServersStopAndOthersGoOn() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            Map<String, Object> vault = gateway.server("vault");
            vault.put("revocationMode", "IMMEDIATE");
            gateway.add(vault);
            String token = gateway.token("everything").sign();
            String vaultToken = gateway.token("vault").sign();
            assertThat(gateway.call("vault", vaultToken)).isEqualTo(200);

            gateway.auth.broken(true);
            long since = System.nanoTime();
            Duration before = gateway.part(Feed.class).view().staleness();
            Duration lastAsked = Duration.ZERO;
            long asked = System.nanoTime();
            while (gateway.call("vault", vaultToken) == 200) {
                lastAsked = Duration.ofNanos(asked - since);
                Thread.sleep(50);
                asked = System.nanoTime();
            }
            Duration refused = Duration.ofNanos(System.nanoTime() - since);

            assertThat(lastAsked).isLessThan(Feed.STALENESS_BOUND);
            assertThat(refused.plus(before)).isGreaterThan(Feed.STALENESS_BOUND);
            assertThat(gateway.get("/mcp/vault").statusCode()).isEqualTo(503);
            assertThat(gateway.call("everything", token)).isEqualTo(200);
            assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(200);

            gateway.auth.broken(false);
            gateway.eventually(() -> gateway.call("vault", vaultToken) == 200);
        }
    }

    @Test
    void serverChangesThenFollowed() {
        TestGateway gateway = TestGateway.shared();
        gateway.upstream.answer(exchange -> exchange.json());
        Map<String, Object> server = gateway.server("changing");
        gateway.add(server);
        String token = gateway.token("changing").sign();
        assertThat(gateway.call("changing", token)).isEqualTo(200);

        change(gateway, server, "enabled", false);
        gateway.eventually(() -> gateway.call("changing", token) == 503);
        change(gateway, server, "enabled", true);
        gateway.eventually(() -> gateway.call("changing", token) == 200);
        gateway.auth.remove("changing");
        gateway.eventually(() -> gateway.call("changing", token) == 404);
    }

    @Test
    void somethingNewerAboutAServerThenNothingIsLetThrough() {
        TestGateway gateway = TestGateway.shared();
        gateway.upstream.answer(exchange -> exchange.json());
        Map<String, Object> server = gateway.server("from-the-future");
        gateway.add(server);
        String token = gateway.token("from-the-future").sign();
        assertThat(gateway.call("from-the-future", token)).isEqualTo(200);

        change(gateway, server, "identityProvider", Map.of("type", "FEDERATION"));
        gateway.eventually(() -> gateway.call("from-the-future", token) == 503);
        change(gateway, server, "identityProvider", Map.of("type", "BUILT_IN"));
        gateway.eventually(() -> gateway.call("from-the-future", token) == 200);
        change(gateway, server, "revocationMode", "SOMETIMES");
        gateway.eventually(() -> gateway.call("from-the-future", token) == 503);
    }

    @Test
    void cursorTooOldOrChangeNotUnderstoodThenNewSnapshot() {
        TestGateway gateway = TestGateway.shared();
        gateway.upstream.answer(exchange -> exchange.json());
        int before = gateway.auth.snapshots();

        gateway.auth.forgetCursors();
        gateway.eventually(() -> gateway.auth.snapshots() == before + 1);
        gateway.auth.unknownChange();
        gateway.eventually(() -> gateway.auth.snapshots() == before + 2);

        gateway.add(gateway.server("after-all-that"));
        assertThat(gateway.call(
                        "after-all-that", gateway.token("after-all-that").sign()))
                .isEqualTo(200);
    }

    private static void change(TestGateway gateway, Map<String, Object> server, String member, Object value) {
        server.put(member, value);
        gateway.auth.put(new HashMap<>(server));
    }
}
