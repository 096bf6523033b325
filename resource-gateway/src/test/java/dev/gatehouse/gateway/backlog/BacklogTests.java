package dev.gatehouse.gateway.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BacklogTests {

    private final Backlog<Integer> backlog = new Backlog<>("backlog-of-a-test", 100);
    private final List<Integer> done = new CopyOnWriteArrayList<>();

    private void work() throws InterruptedException {
        while (backlog.goesOn()) {
            Integer next = backlog.await();
            if (next != null) {
                done.add(next);
            }
        }
    }

    @Test
    void moreThanFitsThenNobodyWaitsAndTheRestIsDroppedAndCounted() {
        IntStream.range(0, 130).forEach(backlog::add);
        backlog.drop(7);

        assertThat(backlog.size()).isEqualTo(100);
        assertThat(backlog.dropped()).isEqualTo(37);
    }

    @Test
    void stopThenWhatWaitsIsWorkedOffInOrder() throws Exception {
        CountDownLatch begin = new CountDownLatch(1);
        backlog.start(() -> {
            begin.await();
            work();
        });
        IntStream.range(0, 50).forEach(backlog::add);
        begin.countDown();
        assertThat(backlog.isRunning()).isTrue();

        backlog.stop();

        assertThat(done)
                .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
        assertThat(backlog.isRunning()).isFalse();
    }

    @Test
    void stoppedWithoutAStartThenNothingIsWaitedFor() {
        backlog.add(1);
        backlog.stop();

        assertThat(backlog.size()).isOne();
    }
}
