package dev.gatehouse.authserver.feed;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A gateway that reads slowly, or not at all. */
class GatewayStreamTests {

    private final Out out = new Out();
    private final List<String> ended = new ArrayList<>();
    private final long begunAt = System.nanoTime();
    private final AsyncContext async = (AsyncContext) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {AsyncContext.class}, (proxy, method, arguments) -> {
                ended.add(method.getName());
                return null;
            });
    private final GatewayStream stream = new GatewayStream(async, out, "c-0", begunAt, over -> ended.add("forgotten"));

    private StreamedPage page(int number, int size) {
        byte[] document = ("\"cursor\":\"c-" + number + "\",\"x\":\"" + "x".repeat(size) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        return new StreamedPage(StreamedPage.CHANGES, "c-" + number, false, document, begunAt + 3_000_000);
    }

    private static long after(long begunAt, long millis) {
        return begunAt + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void writtenWhenTheContainerSaysSoAndInWholeEvents() {
        stream.queue(page(1, 20_000), begunAt);
        assertThat(out.bytes.size()).isZero();
        assertThat(stream.canTake()).isFalse();

        out.room = 8 * 1024;
        stream.onWritePossible();
        assertThat(out.flushes).isZero();
        assertThat(stream.canTake()).isFalse();
        assertThat(stream.stuckMillis(after(begunAt, 5_001))).isGreaterThan(5_000);

        out.room = Integer.MAX_VALUE;
        stream.onWritePossible();
        assertThat(out.bytes.toString(StandardCharsets.UTF_8))
                .startsWith("event: changes\nid: c-1\ndata: {\"elapsed\":3,\"cursor\":\"c-1\"")
                .endsWith("\"}\n\n");
        assertThat(out.flushes).isOne();
        assertThat(stream.canTake()).isTrue();
        assertThat(stream.stuckMillis(after(begunAt, 60_000))).isZero();
        assertThat(stream.cursor()).isEqualTo("c-1");
    }

    @Test
    void connectionBrokenThenItIsOverOnce() {
        stream.queue(page(1, 10), begunAt);
        out.broken = true;
        out.room = Integer.MAX_VALUE;
        stream.onWritePossible();
        stream.onError(new java.io.IOException("again"));
        stream.end();
        assertThat(ended).containsExactly("forgotten", "complete");
        assertThat(stream.canTake()).isFalse();
    }

    /** Takes as much as there is room for. */
    private static final class Out extends ServletOutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int room;
        private int flushes;
        private boolean broken;

        @Override
        public boolean isReady() {
            return room > 0;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            // the test calls it
        }

        @Override
        public void write(int b) {
            throw new AssertionError("one by one");
        }

        @Override
        public void write(byte[] from, int start, int length) throws java.io.IOException {
            assertThat(room).isPositive();
            if (broken) {
                throw new java.io.IOException("broken");
            }
            bytes.write(from, start, length);
            room = room == Integer.MAX_VALUE ? room : room - length;
        }

        @Override
        public void flush() {
            assertThat(room).isPositive();
            flushes++;
        }
    }
}
