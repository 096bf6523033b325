package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.feed.SkippedTime;
import dev.gatehouse.gateway.testing.FakeAuthServer;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestProxy;
import dev.gatehouse.gateway.testing.TestToken;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed as a stream (docs/feed.md), over a network that is cut, held up and slow. */
class FeedStreamTests {

    private final TestProxy network = new TestProxy();
    private TestGateway gateway;

    @BeforeEach
    void gateway() {
        gateway = new TestGateway(true, List.of(SkippedTime.class), "gatehouse.auth-url", network.url());
        network.leadTo(gateway.auth.port());
        gateway.auth.broken(false);
        gateway.catchUp();
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        network.close();
    }

    private Duration staleness() {
        return gateway.part(Feed.class).view().staleness();
    }

    private void awaitStream() {
        int before = gateway.auth.polls();
        gateway.eventuallyWithin(Duration.ofSeconds(3), () -> gateway.auth.streams() > 0);
        gateway.eventuallyWithin(Duration.ofSeconds(3), () -> {
            int then = gateway.auth.polls();
            Thread.sleep(400);
            return gateway.auth.polls() == then;
        });
        assertThat(gateway.auth.polls()).isLessThan(before + 10);
    }

    /** Sends something through the feed, and waits until it has come. */
    private void change(String slug) {
        gateway.add(gateway.server(slug));
    }

    @Test
    void streamOpenThenChangesComeOverItAndNothingIsPolled() throws Exception {
        awaitStream();
        int polls = gateway.auth.polls();
        for (int i = 0; i < 5; i++) {
            long began = System.nanoTime();
            change("streamed-" + i);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(700));
        }
        Thread.sleep(500);
        assertThat(gateway.auth.polls()).isEqualTo(polls);
        assertThat(gateway.auth.streams()).isEqualTo(1);
        assertThat(staleness()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void authorizationServerOfTheVersionBeforeThenPolled() throws Exception {
        gateway.auth.streaming(false);
        int streams = gateway.auth.streams();
        int before = gateway.auth.polls();
        gateway.eventually(() -> gateway.auth.polls() > before + 3);
        change("polled");
        assertThat(gateway.auth.streams()).isEqualTo(streams);
        assertThat(staleness()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void streamSilentThenPolledBeforeItIsGivenUpAndNothingIsLate() throws Exception {
        awaitStream();
        gateway.auth.silent(true);
        gateway.part(SkippedTime.class).skip(Duration.ofMillis(1_300));
        for (int i = 0; i < 4; i++) {
            long began = System.nanoTime();
            change("silent-" + i);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
            assertThat(staleness()).isLessThan(Duration.ofMillis(2_000));
        }
        gateway.auth.silent(false);
    }

    @Test
    void networkCutThenWhatHappenedMeanwhileIsKnownAfterwards() throws Exception {
        awaitStream();
        TestToken token = gateway.token("everything");
        String signed = token.sign();
        assertThat(gateway.call("everything", signed)).isEqualTo(200);
        for (int i = 0; i < 3; i++) {
            network.cut();
            gateway.auth.put(gateway.server("meanwhile-" + i));
            Thread.sleep(300);
            network.mend();
            String slug = "meanwhile-" + i;
            gateway.catchUp();
            assertThat(gateway.get("/mcp/" + slug).statusCode()).isEqualTo(401);
        }
        network.cut();
        gateway.auth.revoke("AUTHORIZATION", String.valueOf(token.claim("sid")), Duration.ofHours(1));
        assertThat(gateway.call("everything", signed)).isEqualTo(200);
        network.mend();
        gateway.eventually(() -> gateway.call("everything", signed) == 401);
        assertThat(gateway.auth.snapshots()).isEqualTo(1);
    }

    @Test
    void networkHeldUpThenImmediateServersStopInTimeAndNothingIsLost() throws Exception {
        awaitStream();
        Map<String, Object> vault = gateway.server("vault");
        vault.put("revocationMode", "IMMEDIATE");
        gateway.add(vault);
        String token = gateway.token("vault").sign();
        assertThat(gateway.call("vault", token)).isEqualTo(200);

        network.pause(true);
        gateway.auth.put(gateway.server("held-up"));
        // the stream is given up meanwhile, and polls wait in vain
        gateway.part(SkippedTime.class).skip(Feed.STALENESS_BOUND.minusSeconds(2));
        assertThat(gateway.call("vault", token)).isEqualTo(200);
        gateway.part(SkippedTime.class).skip(Duration.ofSeconds(2));
        assertThat(gateway.call("vault", token)).isEqualTo(503);
        assertThat(gateway.get("/mcp/held-up").statusCode()).isEqualTo(404);

        network.pause(false);
        gateway.catchUp();
        gateway.eventually(() -> gateway.call("vault", token) == 200);
        assertThat(gateway.get("/mcp/held-up").statusCode()).isEqualTo(401);
    }

    @Test
    void networkSlowThenTheStateNeverLooksFresherThanItIs() throws Exception {
        awaitStream();
        int streams = gateway.auth.streams();
        network.delay(300);
        network.cut();
        network.mend();
        gateway.eventuallyWithin(Duration.ofSeconds(8), () -> {
            int polls = gateway.auth.polls();
            Thread.sleep(700);
            return gateway.auth.streams() > streams && gateway.auth.polls() == polls;
        });
        for (int i = 0; i < 60; i++) {
            Thread.sleep(10);
            assertThat(staleness()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
        change("slow");
    }

    @Test
    void cursorForgottenUnderAnOpenStreamThenNewSnapshotAndStream() {
        awaitStream();
        int streams = gateway.auth.streams();
        gateway.auth.forgetCursors();
        gateway.eventually(() -> gateway.auth.snapshots() == 2);
        change("afterwards");
        gateway.eventuallyWithin(Duration.ofSeconds(4), () -> gateway.auth.streams() > streams);
    }

    @Test
    void anotherDatabaseBehindTheSameAddressThenItsStateAndNothingRevokedComesBack() throws Exception {
        awaitStream();
        TestToken token = gateway.token("everything");
        String revoked = token.sign();
        String good = gateway.token("everything").sign();
        gateway.auth.revoke("TOKEN", String.valueOf(token.claim("jti")), Duration.ofHours(1));
        gateway.eventually(() -> gateway.call("everything", revoked) == 401);

        try (FakeAuthServer restored = new FakeAuthServer(gateway.auth.issuer(), gateway.key)) {
            restored.put(gateway.server("everything"));
            restored.put(gateway.server("restored"));
            network.leadTo(restored.port());
            network.cut();
            network.mend();

            gateway.eventuallyWithin(
                    Duration.ofSeconds(4), () -> gateway.get("/mcp/restored").statusCode() == 401);
            assertThat(gateway.call("everything", revoked)).isEqualTo(401);
            assertThat(gateway.call("everything", good)).isEqualTo(200);
            gateway.eventuallyWithin(Duration.ofSeconds(4), () -> restored.streams() > 0);
        }
    }
}
