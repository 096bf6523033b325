package dev.gatehouse.gateway.open;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.feed.FeedListener.Touched;
import dev.gatehouse.gateway.feed.FeedState;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestToken;
import dev.gatehouse.gateway.token.Revocations;
import dev.gatehouse.gateway.token.TokenVerifier;
import dev.gatehouse.gateway.token.Verification;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OpenExchangesTests {

    private static final System.Logger LOG = System.getLogger(OpenExchangesTests.class.getName());

    /** Of this thread alone, whatever else the machine does. */
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private final TestGateway gateway = TestGateway.shared();
    private final OpenExchanges open = gateway.part(OpenExchanges.class);

    private FeedState state() {
        return gateway.part(Feed.class).view().state();
    }

    /** A stream that was allowed by what is known now, and has not entered yet. */
    private Exchange allowed(TestToken token) throws Exception {
        RequestHead head = RequestHead.of("GET", "/mcp/everything", new DefaultHttpHeaders());
        Exchange exchange = new Exchange(UUID.randomUUID(), "everything", head, System.nanoTime());
        ProxiedServer server = ((ServerEntry.Served) state().at("everything").orElseThrow()).server();
        Verification verification = gateway.part(TokenVerifier.class)
                .verify(server, state().anchor(), token.sign())
                .get();
        assertThat(verification).isInstanceOf(Verification.Genuine.class);
        exchange.verified(verification);
        exchange.allowed(server, List.of(), System.nanoTime());
        return exchange;
    }

    private void revoke(TestToken token) {
        gateway.auth.revoke("TOKEN", String.valueOf(token.claim("jti")), Duration.ofHours(1));
        gateway.catchUp();
        // Who listens is told after a change is in force, and before the next one is: then they were told of the first.
        gateway.auth.revoke("TOKEN", "nobody's", Duration.ofHours(1));
        gateway.catchUp();
    }

    @Test
    void judgedBeforeTheChangeAndEnteredAfterTheOthersWereLookedAtThenCutAllTheSame() throws Exception {
        TestToken token = gateway.token("everything");
        Exchange late = allowed(token);
        revoke(token);

        open.decided(late);

        assertThat(late.cutReason()).contains("TOKEN_REVOKED");
        List<String> cut = new ArrayList<>();
        late.cuttable(() -> cut.add("at once"));
        assertThat(cut).containsExactly("at once");
    }

    @Test
    void enteredBeforeTheChangeThenCutOnce() throws Exception {
        TestToken token = gateway.token("everything");
        Exchange early = allowed(token);
        List<String> cut = new ArrayList<>();
        early.cuttable(() -> cut.add("x"));
        open.decided(early);
        revoke(token);
        assertThat(cut).hasSize(1);
        open.changed(gateway.part(Feed.class).view(), new Touched(true, Set.of(), Revocations.NONE));
        early.cut(Answer.empty(503, "AGAIN"));
        assertThat(cut).hasSize(1);
        assertThat(early.cutReason()).contains("TOKEN_REVOKED");
        open.ended(early);
    }

    @Test
    void refusedThenNotThere() throws Exception {
        int before = open.size();
        Exchange refused = allowed(gateway.token("everything"));
        refused.stopped(429, "TOO_MANY", System.nanoTime());
        open.decided(refused);
        assertThat(open.size()).isEqualTo(before);
    }

    @Test
    void thatCannotBeJudgedAsItEntersThenCut() {
        RequestHead head = RequestHead.of("GET", "/mcp/everything", new DefaultHttpHeaders());
        long before = System.nanoTime() - Duration.ofHours(1).toNanos();
        Exchange unverified = new Exchange(UUID.randomUUID(), "everything", head, before);
        ProxiedServer server = ((ServerEntry.Served) state().at("everything").orElseThrow()).server();
        unverified.allowed(server, List.of(), before);

        open.decided(unverified);

        assertThat(unverified.cutReason()).contains("NOT_JUDGED");
        open.ended(unverified);
    }

    /** What a change costs with many streams open; the figures are in docs/performance.md. */
    @Test
    void fiveThousandOpenThenAChangeIsLookedAtInAFewMilliseconds() throws Exception {
        List<Exchange> streams = new ArrayList<>();
        Exchange pattern = allowed(gateway.token("everything"));
        for (int i = 0; i < 5_000; i++) {
            Exchange stream = new Exchange(UUID.randomUUID(), "everything", pattern.head(), System.nanoTime());
            stream.verified(pattern.verification().orElseThrow());
            stream.allowed(pattern.server().orElseThrow(), List.of(), System.nanoTime());
            streams.add(stream);
            open.decided(stream);
        }
        UUID server = pattern.server().orElseThrow().view().id();
        Revocations one = Revocations.NONE.plus(List.of(new Revocations.Entry(Revocations.What.TOKEN, "nobody's")), 0);
        for (int i = 0; i < 3; i++) {
            median(new Touched(true, Set.of(), one)); // warm-up
        }
        long ofOne = median(new Touched(false, Set.of(), one));
        long ofServer = median(new Touched(false, Set.of(server), Revocations.NONE));
        streams.forEach(open::ended);
        LOG.log(
                System.Logger.Level.INFO,
                String.format(
                        "5000 open: a revocation %.2f ms, a change of their server %.2f ms",
                        ofOne / 1e6, ofServer / 1e6));
        assertThat(streams).noneMatch(stream -> stream.cutReason().isPresent());
        assertThat(Duration.ofNanos(ofOne)).isLessThan(Duration.ofMillis(20));
        assertThat(Duration.ofNanos(ofServer)).isLessThan(Duration.ofMillis(50));
    }

    private long median(Touched touched) {
        long[] times = new long[11];
        for (int i = 0; i < times.length; i++) {
            long since = CPU.getCurrentThreadCpuTime();
            open.changed(gateway.part(Feed.class).view(), touched);
            times[i] = CPU.getCurrentThreadCpuTime() - since;
        }
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
