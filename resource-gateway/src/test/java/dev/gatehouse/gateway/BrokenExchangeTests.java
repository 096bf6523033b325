package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.ExchangeLimit;
import dev.gatehouse.gateway.exchange.ExchangeListener;
import dev.gatehouse.gateway.exchange.UpstreamIdentity;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Primary;

/** A fault of the gateway itself, in the midst of an exchange: it is answered, counted and given back as any other. */
class BrokenExchangeTests {

    private static final String FAULT = "x-fault";

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestGateway(List.of(Faulty.class, Books.class));
        gateway.upstream.answer(TestUpstream.Exchange::json);
    }

    @BeforeEach
    void booksAreEmpty() {
        gateway.part(Books.class).ended.clear();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    private static boolean hasFault(Exchange exchange, String where) {
        return exchange.head().all(FAULT).contains(where);
    }

    private static void assertInTheBooks(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(500);
        String id = answer.headers().firstValue("gatehouse-decision").orElseThrow();
        Books books = gateway.part(Books.class);
        Exchange ended = books.ended.poll(2, TimeUnit.SECONDS);
        assertThat(ended.decisionId()).hasToString(id);
        assertThat(ended.status()).isEqualTo(500);
        assertThat(ended.reason()).isEqualTo("INTERNAL");
        assertThat(ended.end()).isEqualTo(Exchange.End.ANSWERED);
        assertThat(books.under).hasValue(0);
        gateway.eventuallyWithin(
                Duration.ofSeconds(8),
                () -> gateway.auth.refusals().stream()
                        .anyMatch(refusal -> refusal.path("id").asString().equals(id)));
    }

    @Test
    void faultAfterTheLimitsHaveCountedThenAnsweredAndThePlaceIsGivenBack() throws Exception {
        String token = gateway.token("everything").sign();
        assertThat(gateway.call("everything", token)).isEqualTo(200);
        Exchange good = gateway.part(Books.class).ended.poll(2, TimeUnit.SECONDS);
        assertThat(good.reason()).isEqualTo("ALLOW");

        assertInTheBooks(gateway.get("/mcp/everything", "authorization", "Bearer " + token, FAULT, "identity"));
    }

    @Test
    void faultBeforeTheDecisionThenAnsweredAndReportedOnce() throws Exception {
        String token = gateway.token("everything").sign();

        assertInTheBooks(gateway.post("/mcp/everything", token, TestGateway.call("tools/list"), FAULT, "arrived"));
    }

    @Test
    void upstreamBrokeOffAndTheClientDoesNotReadThenACutEndsItAllTheSame() throws Exception {
        Map<String, Object> server = gateway.server("cut");
        gateway.add(server);
        CountDownLatch broken = new CountDownLatch(1);
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            AtomicLong sent = new AtomicLong();
            Thread writing = new Thread(() -> {
                try {
                    for (String event = "y".repeat(60_000); ; sent.incrementAndGet()) {
                        exchange.event(event);
                    }
                } catch (IOException e) {
                    // the reset below
                }
            });
            writing.start();
            for (long before = -1; before != sent.get() || before == 0; Thread.sleep(300)) {
                before = sent.get();
            }
            exchange.reset();
            writing.join();
            broken.countDown();
        });
        AtomicInteger under = gateway.part(Books.class).under;
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            client.getOutputStream()
                    .write(gateway.rawCall("cut", gateway.token("cut").sign()).getBytes(StandardCharsets.US_ASCII));
            assertThat(broken.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(under).hasValue(1);

            server.put("enabled", false);
            server.put("version", 2);
            gateway.auth.put(server);
            gateway.eventually(() -> under.get() == 0
                    && gateway.part(Books.class).ended.stream()
                            .anyMatch(exchange -> exchange.end() == Exchange.End.CUT));
        } finally {
            gateway.upstream.answer(TestUpstream.Exchange::json);
        }
    }

    /** Fails where the request asks for it. */
    @Primary
    static final class Faulty implements UpstreamIdentity, ExchangeLimit {

        @Override
        public CompletableFuture<Outcome> of(Exchange exchange) {
            if (hasFault(exchange, "identity")) {
                throw new IllegalStateException("as the test wants it");
            }
            return CompletableFuture.completedFuture(new Outcome.Shown(List.of()));
        }

        @Override
        public Optional<Answer> arrived(Exchange exchange) {
            if (hasFault(exchange, "arrived")) {
                throw new IllegalStateException("as the test wants it");
            }
            return Optional.empty();
        }
    }

    /** What is under way, and what was. */
    static final class Books implements ExchangeLimit, ExchangeListener {

        private final AtomicInteger under = new AtomicInteger();
        private final BlockingQueue<Exchange> ended = new LinkedBlockingQueue<>();

        @Override
        public Optional<Answer> relaying(Exchange exchange) {
            under.incrementAndGet();
            return Optional.empty();
        }

        @Override
        public void left(Exchange exchange) {
            under.decrementAndGet();
        }

        @Override
        public void ended(Exchange exchange) {
            if (!exchange.route().isEmpty()) {
                ended.add(exchange);
            }
        }
    }
}
