package dev.gatehouse.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.assertion.AssertionKeys;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.gateway.server.ServerEntry.NotUnderstood;
import dev.gatehouse.gateway.token.Revocations;
import dev.gatehouse.gateway.token.Revocations.Entry;
import dev.gatehouse.gateway.token.Revocations.What;
import dev.gatehouse.gateway.token.TrustAnchor;
import dev.gatehouse.gateway.token.VerificationKeys;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class FeedStateTests {

    private static final System.Logger LOG = System.getLogger(FeedStateTests.class.getName());

    /** Of this thread alone, whatever else the machine does. */
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private static final TrustAnchor ANCHOR =
            TrustAnchor.builtIn("https://issuer", VerificationKeys.parse("{\"keys\":[]}"));

    private static ServerEntry place(UUID id, String route) {
        return new NotUnderstood(id, route, "of the test");
    }

    private static FeedChange changed(UUID id, String... routes) {
        return new FeedChange.ServerChanged(
                id, Arrays.stream(routes).map(route -> place(id, route)).toList());
    }

    @Test
    void wayToAServerIsGoneThenNothingIsThereAndTheOthersStay() {
        UUID id = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        FeedState state = FeedState.of(
                "1",
                ANCHOR,
                List.of(place(id, "a"), place(id, "b/a"), place(id, "c/a"), place(other, "b/x")),
                Revocations.NONE,
                AssertionKeys.NONE);

        FeedState next = state.after("2", List.of(changed(id, "a", "c/a", "d/a")), 0);

        assertThat(next.at("b/a")).isEmpty();
        assertThat(next.at("a")).isPresent();
        assertThat(next.at("c/a")).isPresent();
        assertThat(next.at("d/a")).isPresent();
        assertThat(next.at("b/x")).isPresent();
        assertThat(next.routes().size()).isEqualTo(4);
        assertThat(state.at("b/a")).isPresent();
        assertThat(next.after("3", List.of(new FeedChange.ServerGone(id)), 0)
                        .routes()
                        .size())
                .isOne();
    }

    @Test
    void oneTakesThePlaceOfAnotherInOneAnswerThenItStays() {
        UUID old = UUID.randomUUID();
        UUID fresh = UUID.randomUUID();
        FeedState state = FeedState.of("1", ANCHOR, List.of(place(old, "a")), Revocations.NONE, AssertionKeys.NONE);

        for (List<FeedChange> order : List.of(
                List.of(new FeedChange.ServerGone(old), changed(fresh, "a")),
                List.of(changed(fresh, "a"), new FeedChange.ServerGone(old)))) {
            FeedState next = state.after("2", order, 0);
            assertThat(next.at("a").orElseThrow().id()).isEqualTo(fresh);
            assertThat(next.after("3", order, 0).at("a").orElseThrow().id()).isEqualTo(fresh);
        }
    }

    /** 10,000 servers, each by itself and through five bundles, and 100,000 revocations: docs/performance.md. */
    @Test
    void largeStateThenAChangeIsCheap() {
        List<ServerEntry> places = new ArrayList<>();
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            UUID id = UUID.randomUUID();
            ids.add(id);
            places.add(place(id, "server-" + i));
            for (int b = 0; b < 5; b++) {
                places.add(place(id, "bundle-" + b + "/server-" + i));
            }
        }
        List<Entry> revoked = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            revoked.add(new Entry(What.AUTHORIZATION, UUID.randomUUID().toString()));
        }
        FeedState[] state = {FeedState.of("0", ANCHOR, places, Revocations.NONE.plus(revoked, 0), AssertionKeys.NONE)};

        long revocation = median(i -> state[0] = state[0].after(
                "r" + i,
                List.of(new FeedChange.Revoked(
                        new Entry(What.TOKEN, UUID.randomUUID().toString()))),
                i));
        long server = median(i -> {
            UUID id = ids.get(i);
            state[0] = state[0].after("s" + i, List.of(changed(id, "server-" + i, "bundle-0/server-" + i)), i);
        });
        long sweep = median(i -> state[0] = state[0].swept(i));

        LOG.log(
                System.Logger.Level.INFO,
                String.format(
                        "10000 servers, 60000 ways, 100000 revocations: a revocation %d us, a server %d us, a sweep %d us",
                        revocation / 1000, server / 1000, sweep / 1000));
        assertThat(state[0].routes().size()).isLessThan(60_000);
        assertThat(state[0].revocations().size()).isEqualTo(100_401);
        assertThat(revocation).isLessThan(2_000_000);
        assertThat(server).isLessThan(2_000_000);
    }

    private static long median(IntConsumer change) {
        long[] times = new long[401];
        for (int i = 0; i < times.length; i++) {
            long since = CPU.getCurrentThreadCpuTime();
            change.accept(i);
            times[i] = CPU.getCurrentThreadCpuTime() - since;
        }
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
