package dev.gatehouse.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.settings.GatewaySettings.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BucketsTests {

    /** Beyond the largest number, as the clock of the machine may be. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

    private final Buckets buckets = new Buckets(new Rate(10, 30), now::get);

    private int takes(Object key, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += buckets.take(key) == 0 ? 1 : 0;
        }
        return taken;
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void burstThenAsManyAsItHoldsAndTheWaitForTheNext() {
        assertThat(takes("a", 100)).isEqualTo(30);
        assertThat(buckets.take("a")).isEqualTo(Duration.ofMillis(100).toNanos());
        assertThat(buckets.lacking("a")).isEqualTo(Duration.ofMillis(100).toNanos());
    }

    @Test
    void timePassesThenItFillsAtTheRateAndNoFurtherThanFull() {
        assertThat(takes("a", 100)).isEqualTo(30);
        pass(Duration.ofSeconds(1));
        assertThat(takes("a", 100)).isEqualTo(10);
        pass(Duration.ofHours(1));
        assertThat(takes("a", 100)).isEqualTo(30);
    }

    @Test
    void refusedThenItCostsNothing() {
        takes("a", 10_000);
        pass(Duration.ofMillis(100));
        assertThat(buckets.lacking("a")).isZero();
        assertThat(takes("a", 2)).isEqualTo(1);
    }

    @Test
    void oneRunsDryThenOthersAreFull() {
        takes("a", 100);
        assertThat(takes("b", 100)).isEqualTo(30);
        assertThat(buckets.lacking("nobody")).isZero();
    }

    @Test
    void manyAtOnceThenNotOneTooMany() throws Exception {
        Buckets shared = new Buckets(new Rate(1, 1_000), () -> 7);
        AtomicInteger taken = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                for (int j = 0; j < 1_000; j++) {
                    taken.addAndGet(shared.take("a") == 0 ? 1 : 0);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(taken).hasValue(1_000);
    }
}
