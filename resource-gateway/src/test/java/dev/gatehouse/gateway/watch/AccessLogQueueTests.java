package dev.gatehouse.gateway.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.http.ClientAddresses;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.settings.ObserveSettings;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The queue of the access log: nobody waits for whoever reads it. */
class AccessLogQueueTests {

    private static final ObserveSettings ON = new ObserveSettings(true, OptionalInt.empty(), true, null, 1, List.of());

    private static final ClientAddresses DIRECT = new ClientAddresses(List.of());

    private static Exchange exchange() {
        Exchange exchange = new Exchange(
                UUID.randomUUID(),
                "everything",
                new RequestHead("POST", "/mcp/everything", new DefaultHttpHeaders()),
                System.nanoTime());
        exchange.stopped(401, "TOKEN_MISSING", System.nanoTime());
        return exchange;
    }

    @Test
    void readerThatStopsReadingThenLinesAreDroppedAndCountedAndNobodyWaits() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        OutputStream stuck = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                try {
                    reading.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                read.write(bytes, from, length);
            }
        };
        AccessLog log = new AccessLog(ON, DIRECT, InstantSource.system(), stuck, 16);
        log.start();

        long began = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            log.ended(exchange());
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        long dropped = log.dropped();
        reading.countDown();
        log.stop();

        assertThat(millis).isLessThan(5_000);
        assertThat(dropped).isBetween(9_000L, 10_000L);
        List<String> lines = read.toString(StandardCharsets.US_ASCII).lines().toList();
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("\"linesDropped\":" + dropped));
        assertThat((double) lines.size() - 1).isCloseTo(10_000 - dropped, within(0.5));
    }

    @Test
    void stopThenWhatWaitsIsWritten() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = new AccessLog(ON, DIRECT, InstantSource.system(), out, 1_000);
        log.start();
        for (int i = 0; i < 500; i++) {
            log.ended(exchange());
        }

        log.stop();

        assertThat(out.toString(StandardCharsets.US_ASCII).lines()).hasSize(500);
        assertThat(log.dropped()).isZero();
    }

    @Test
    void outputThatIsClosedThenTheGatewayGoesOn() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("nobody there");
            }
        };
        AccessLog log = new AccessLog(ON, DIRECT, InstantSource.system(), closed, 4);
        log.start();

        for (int i = 0; i < 100; i++) {
            log.ended(exchange());
        }
        log.stop();

        assertThat(log.dropped()).isPositive();
    }
}
