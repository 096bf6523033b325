package dev.gatehouse.sample.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParentWatchTests {

    private final CountDownLatch exited = new CountDownLatch(1);

    @Test
    void exitsWhenTheParentEnds() throws Exception {
        Process parent = new ProcessBuilder("sleep", "60").start();
        new ParentWatch(parent.pid(), exited::countDown).watch();
        assertThat(exited.await(200, TimeUnit.MILLISECONDS)).isFalse();

        parent.destroyForcibly();

        assertThat(exited.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void exitsWhenTheParentIsGoneAlready() throws Exception {
        Process parent = new ProcessBuilder("true").start();
        parent.waitFor();

        new ParentWatch(parent.pid(), exited::countDown).watch();

        assertThat(exited.await(5, TimeUnit.SECONDS)).isTrue();
    }
}
