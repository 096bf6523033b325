package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.feed.SkippedTime;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestToken;
import dev.gatehouse.gateway.testing.TestUpstream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Exchanges that are under way when what allowed them ends: both sides are closed, and nothing looks complete. */
class OpenExchangeTests {

    private static final String LISTEN = TestGateway.call("subscriptions/listen");
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private final TestGateway gateway = TestGateway.shared();
    private final String slug = "open-" + UUID.randomUUID();
    private final Map<String, Object> server = gateway.server(slug);
    private final CountDownLatch upstreamClosed = new CountDownLatch(1);

    /** An event stream that stays open. */
    private void streams() {
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            exchange.event("first");
            exchange.awaitClose(upstreamClosed);
        });
    }

    private RawConnection open(String method, String token, String body, String version) throws IOException {
        String head = method + " /mcp/" + slug + " HTTP/" + version + "\r\nhost: localhost\r\n"
                + "accept: application/json, text/event-stream\r\nauthorization: Bearer " + token + "\r\n";
        String rest = body.isEmpty()
                ? "\r\n"
                : "content-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
        return new RawConnection(gateway.port()).send(head + rest);
    }

    private RawConnection listening(String token) throws IOException {
        streams();
        RawConnection connection = open("GET", token, "", "1.1");
        connection.readUntil("data: first");
        return connection;
    }

    private void assertCut(RawConnection connection, long since) throws Exception {
        String seen = connection.readToEnd();
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(2));
        assertThat(seen).doesNotContain(LAST_CHUNK);
        assertThat(upstreamClosed.await(2, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void revoke(TestToken token) {
        gateway.auth.revoke("AUTHORIZATION", String.valueOf(token.claim("sid")), Duration.ofHours(1));
    }

    private void change(String member, Object value) {
        server.put(member, value);
        gateway.auth.put(new HashMap<>(server));
    }

    @Test
    void tokenRevokedThenItsStreamIsClosedAtBothSidesAndNoOther() throws Exception {
        gateway.add(server);
        TestToken token = gateway.token(slug);
        try (RawConnection other = listening(gateway.token(slug).sign());
                RawConnection connection = listening(token.sign())) {
            long since = System.nanoTime();
            revoke(token);
            assertCut(connection, since);
            other.readUntil("data: first\n\n");
            assertThat(other.isOpen()).isTrue();
        }
    }

    @Test
    void listeningPostThenClosedTheSameWay() throws Exception {
        gateway.add(server);
        TestToken token = gateway.token(slug);
        streams();
        try (RawConnection connection = open("POST", token.sign(), LISTEN, "1.1")) {
            connection.readUntil("data: first");
            long since = System.nanoTime();
            gateway.auth.revoke("TOKEN", String.valueOf(token.claim("jti")), Duration.ofHours(1));
            assertCut(connection, since);
        }
    }

    @Test
    void serverDisabledThenClosed() throws Exception {
        gateway.add(server);
        try (RawConnection connection = listening(gateway.token(slug).sign())) {
            long since = System.nanoTime();
            change("enabled", false);
            assertCut(connection, since);
        }
    }

    @Test
    void serverDeletedThenClosed() throws Exception {
        gateway.add(server);
        try (RawConnection connection = listening(gateway.token(slug).sign())) {
            long since = System.nanoTime();
            gateway.auth.remove(slug);
            assertCut(connection, since);
        }
    }

    @Test
    void serverGivenToAnotherIdentityProviderThenClosed() throws Exception {
        gateway.add(server);
        try (RawConnection connection = listening(gateway.token(slug).sign())) {
            long since = System.nanoTime();
            change(
                    "identityProvider",
                    Map.of(
                            "type", "EXTERNAL",
                            "id", UUID.randomUUID().toString(),
                            "issuer", "https://idp.example",
                            "audience", "a",
                            "jwksUri", "http://localhost:1/jwks",
                            "requiredScopes", List.of()));
            assertCut(connection, since);
        }
    }

    @Test
    void serverMovedThenWhatListensIsClosedAndACallGoesOn() throws Exception {
        gateway.add(server);
        String token = gateway.token(slug).sign();
        CountDownLatch moved = new CountDownLatch(1);
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            exchange.event("first");
            moved.await();
            exchange.event("second");
            exchange.endOfChunks();
        });
        try (RawConnection call = open("POST", token, TestGateway.callTool("slow"), "1.1")) {
            call.readUntil("data: first");
            try (RawConnection connection = listening(token)) {
                long since = System.nanoTime();
                change("upstreamUrl", gateway.upstream.url("/elsewhere"));
                assertCut(connection, since);
            }
            moved.countDown();
            assertThat(call.readUntil("0\r\n\r\n")).contains("second");
        }
    }

    @Test
    void nothingThatConcernsItChangesThenLeftAlone() throws Exception {
        gateway.add(server);
        TestToken token = gateway.token(slug);
        try (RawConnection connection = listening(token.sign())) {
            change("name", "Another name");
            revoke(gateway.token(slug));
            gateway.add(gateway.server(slug + "-neighbour"));
            Thread.sleep(300);
            assertThat(upstreamClosed.getCount()).isOne();
            revoke(token);
            connection.readToEnd();
        }
    }

    @Test
    void tokenExpiresThenWhatListensIsClosedAndACallIsFinished() throws Exception {
        gateway.add(server);
        long expiry = Instant.now().getEpochSecond() + 3;
        String token = gateway.token(slug).claim("exp", expiry).sign();
        CountDownLatch finish = new CountDownLatch(1);
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            exchange.event("first");
            finish.await();
            exchange.event("second");
            exchange.endOfChunks();
        });
        try (RawConnection call = open("POST", token, TestGateway.callTool("slow"), "1.1")) {
            call.readUntil("data: first");
            try (RawConnection connection = listening(token)) {
                connection.readToEnd();
                assertThat(Instant.now()).isBetween(Instant.ofEpochSecond(expiry), Instant.ofEpochSecond(expiry + 2));
                assertThat(upstreamClosed.await(2, TimeUnit.SECONDS)).isTrue();
            }
            change("name", "Looked at again, with a token that is over");
            Thread.sleep(300);
            finish.countDown();
            assertThat(call.readUntil("0\r\n\r\n")).contains("second");
        }
    }

    @Test
    void revokedBeforeTheUpstreamAnswersThen401AndTheUpstreamIsLeft() throws Exception {
        gateway.add(server);
        TestToken token = gateway.token(slug);
        gateway.upstream.answer(exchange -> exchange.awaitClose(upstreamClosed));
        try (RawConnection connection = open("POST", token.sign(), TestGateway.callTool("slow"), "1.1")) {
            gateway.upstream.take();
            revoke(token);
            assertThat(connection.status()).isEqualTo(401);
            assertThat(connection.headers()).contains("error=\"invalid_token\"");
            assertThat(upstreamClosed.await(2, TimeUnit.SECONDS)).isTrue();
            // and the connection is as good as before
            gateway.upstream.answer(TestUpstream.Exchange::json);
            connection.send(gateway.rawCall(slug, gateway.token(slug).sign()));
            connection.readUntil("\"result\"");
        }
    }

    @Test
    void callOfAReaderWhoseToolIsForgottenMeanwhileThenItMayFinish() throws Exception {
        gateway.add(server);
        CountDownLatch finish = new CountDownLatch(1);
        gateway.upstream.answer(exchange -> {
            if (exchange.request().text().contains("tools/list")) {
                String id = exchange.request().text().replaceAll(".*\"id\":(\"[^\"]+\"|\\d+).*", "$1");
                exchange.answer(
                        200,
                        "application/json",
                        "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"tools\":[{\"name\":\"slow\","
                                + "\"annotations\":{\"readOnlyHint\":true}}]}}");
                return;
            }
            await(finish);
            exchange.json();
        });
        String reader = gateway.token(slug).claim("scope", "mcp:read").sign();
        try (RawConnection connection = open("POST", reader, TestGateway.callTool("slow"), "1.1")) {
            assertThat(gateway.upstream.take().text()).contains("tools/list");
            assertThat(gateway.upstream.take().text()).contains("tools/call");
            // somewhere else: nothing is known there of its tools
            change("upstreamUrl", gateway.upstream.url("/elsewhere/mcp"));
            gateway.eventually(() ->
                    gateway.part(Feed.class).view().state().at(slug).orElseThrow() instanceof ServerEntry.Served served
                            && served.server().upstream().getPath().contains("elsewhere"));
            Thread.sleep(300);
            finish.countDown();
            assertThat(connection.status()).isEqualTo(200);
        }
    }

    @Test
    void revokedWithinASmallAnswerThenNoHalfOfItIsSentAsAWhole() throws Exception {
        gateway.add(server);
        TestToken token = gateway.token(slug);
        CountDownLatch half = new CountDownLatch(1);
        gateway.upstream.answer(exchange -> {
            exchange.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nmcp-session-id: s-1\r\n"
                    + "content-length: 40\r\n\r\n{\"jsonrpc\":");
            half.countDown();
            exchange.awaitClose(upstreamClosed);
        });
        try (RawConnection connection = open("POST", token.sign(), TestGateway.callTool("slow"), "1.1")) {
            half.await();
            Thread.sleep(100);
            revoke(token);
            assertThat(connection.status()).isEqualTo(401);
            assertThat(connection.headers()).doesNotContain("mcp-session-id").doesNotContain("content-length: 40");
            assertThat(connection.text()).doesNotContain("{\"jsonrpc\":");
            assertThat(upstreamClosed.await(2, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void revokedWithinALongAnswerThenItBreaksOff() throws Exception {
        gateway.add(server);
        TestToken token = gateway.token(slug);
        gateway.upstream.answer(exchange -> {
            exchange.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                    + "transfer-encoding: chunked\r\n\r\nb\r\n{\"jsonrpc\":\r\n");
            exchange.awaitClose(upstreamClosed);
        });
        try (RawConnection connection = open("POST", token.sign(), TestGateway.callTool("slow"), "1.1")) {
            connection.readUntil("{\"jsonrpc\":");
            long since = System.nanoTime();
            revoke(token);
            assertCut(connection, since);
        }
    }

    @Test
    void clientOfHttp10WhereAnEndLooksCompleteThenReset() throws Exception {
        gateway.add(server);
        TestToken token = gateway.token(slug);
        streams();
        try (RawConnection connection = open("GET", token.sign(), "", "1.0")) {
            connection.readUntil("data: first");
            revoke(token);
            assertThat(connection.endsWithReset()).isTrue();
            assertThat(upstreamClosed.await(2, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void clientThatReadsNothingThenBothSidesAreClosedAllTheSame() throws Exception {
        gateway.add(server);
        TestToken token = gateway.token(slug);
        String block = "x".repeat(64 * 1024);
        gateway.upstream.answer(exchange -> {
            try {
                exchange.openEventStream();
                while (true) {
                    exchange.event(block);
                }
            } catch (IOException e) {
                upstreamClosed.countDown();
            }
        });
        try (RawConnection connection = open("GET", token.sign(), "", "1.1")) {
            connection.readUntil("data: x");
            Thread.sleep(500);
            revoke(token);
            assertThat(upstreamClosed.await(2, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void feedOutOfReachPastTheBoundThenStreamsOfImmediateServersAreClosedAndOthersGoOn() throws Exception {
        try (TestGateway own = new TestGateway(List.of(SkippedTime.class))) {
            Map<String, Object> vault = own.server("vault");
            vault.put("revocationMode", "IMMEDIATE");
            own.add(vault);
            own.upstream.answer(exchange -> {
                exchange.openEventStream();
                exchange.event("first");
                exchange.awaitClose(new CountDownLatch(1));
            });
            try (RawConnection immediate = new RawConnection(own.port());
                    RawConnection other = new RawConnection(own.port())) {
                immediate.send("GET /mcp/vault HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer "
                        + own.token("vault").sign() + "\r\n\r\n");
                other.send("GET /mcp/everything HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer "
                        + own.token("everything").sign() + "\r\n\r\n");
                immediate.readUntil("data: first");
                other.readUntil("data: first");
                own.auth.broken(true);
                own.part(SkippedTime.class).skip(Feed.STALENESS_BOUND.minusSeconds(2));
                assertThat(immediate.isOpen()).isTrue();
                own.part(SkippedTime.class).skip(Duration.ofSeconds(2));
                long since = System.nanoTime();
                immediate.readToEnd();
                assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
                assertThat(other.isOpen()).isTrue();
            }
        }
    }
}
