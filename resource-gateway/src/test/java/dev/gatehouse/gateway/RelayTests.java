package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestUpstream.Received;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes between client and upstream, and what happens when one of them leaves. */
class RelayTests {

    private static final List<String> FROM_THE_CLIENT = List.of(
            ("cookie session=1 x-forwarded-for 1.2.3.4 forwarded for=1.2.3.4 x-real-ip 1.2.3.4 x-user root x-user-id 1"
                            + " x-auth-request-email a@x.example x-remote-user root x-gatehouse-user root"
                            + " proxy-authorization abc x_forwarded_for 1.2.3.4 mcp_session_id stolen x-api-key k"
                            + " origin https://inspector.example mcp-param-city Bern"
                            + " mcp-protocol-version 2025-11-25 accept application/json,text/event-stream last-event-id 9")
                    .split(" "));

    private final TestGateway gateway = TestGateway.shared();
    private final String token = gateway.token("everything").sign();

    @Test
    void requestThenUpstreamSeesTheSameBytesAndNoCredential() throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());
        String body =
                " {\"jsonrpc\":\"2.0\", \"id\":\"\\u00e4\",\n \"method\":\"tools/call\",\"params\":{\"name\":\"add\",\"x\":1.0}} ";

        gateway.post("/mcp/everything", token, body, FROM_THE_CLIENT.toArray(String[]::new));

        Received received = gateway.upstream.take();
        assertThat(received.text()).isEqualTo(body);
        assertThat(received.header("content-length")).isEqualTo("" + body.length());
        assertThat(String.join("\n", received.headers()).toLowerCase())
                .doesNotContain(token.toLowerCase(), "authorization", "cookie", "1.2.3.4", "root", "stolen", "a@x")
                .doesNotContain("x-api-key", "origin", "transfer-encoding");
        assertThat(received.header("mcp-param-city")).isEqualTo("Bern");
        assertThat(received.header("last-event-id")).isEqualTo("9");
        assertThat(received.header("accept")).isEqualTo("application/json,text/event-stream");
        assertThat(received.header("host")).startsWith("localhost:");
        assertThat(received.headers())
                .filteredOn(line -> line.toLowerCase().startsWith("user-agent:"))
                .hasSize(1);
    }

    @Test
    void headersNamedByConnectionThenNotPassed() throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());
        String body = TestGateway.call("ping");
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawHead(
                            "everything",
                            token,
                            "connection: keep-alive, x-hop",
                            "x-hop: 1",
                            "te: trailers",
                            "content-length: " + body.length())
                    + body);
            assertThat(client.status()).isEqualTo(200);
        }
        Received received = gateway.upstream.take();
        assertThat(received.has("x-hop")).isFalse();
        assertThat(received.has("te")).isFalse();
    }

    @Test
    void answerThenStatusBodyAndHeadersPassButNotCookiesAndChallenges() throws Exception {
        gateway.upstream.answer(exchange -> exchange.answer(
                404,
                "application/json",
                "{\"error\":1}",
                "set-cookie: a=b",
                "www-authenticate: Bearer realm=x",
                "access-control-allow-origin: https://x.example",
                "x-custom: 1"));

        HttpResponse<String> answer =
                gateway.post("/mcp/everything", token, TestGateway.call("nope"), "origin", "https://inspector.example");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"error\":1}");
        assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "www-authenticate");
        assertThat(answer.headers().allValues("access-control-allow-origin")).containsExactly("*");
        assertThat(answer.headers().firstValue("x-custom")).contains("1");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308, 401, 407})
    void upstreamRedirectsOrWantsCredentialsThen502(int status) throws Exception {
        gateway.upstream.answer(exchange -> exchange.answer(
                status, "text/plain", "x", "location: http://127.0.0.1:1/internal", "www-authenticate: Bearer"));

        HttpResponse<String> answer = gateway.post("/mcp/everything", token, TestGateway.call("ping"));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().map()).doesNotContainKeys("location", "www-authenticate");
    }

    @Test
    void notificationAcceptedThen202WithoutBody() throws Exception {
        gateway.upstream.answer(exchange -> exchange.raw("HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n"));

        HttpResponse<String> answer = gateway.post(
                "/mcp/everything", token, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void eventStreamThenHeadBeforeTheFirstEventAndEventsOneByOne() throws Exception {
        CountDownLatch headSeen = new CountDownLatch(1);
        CountDownLatch firstSeen = new CountDownLatch(1);
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            await(headSeen);
            exchange.event("one");
            await(firstSeen);
            exchange.event("two");
            exchange.endOfChunks();
        });
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawCall("everything", token));
            assertThat(client.headers())
                    .contains("text/event-stream", "x-accel-buffering: no", "cache-control: no-cache");
            headSeen.countDown();
            assertThat(client.readUntil("data: one\n\n")).doesNotContain("two");
            firstSeen.countDown();
            assertThat(client.readUntil("0\r\n\r\n")).contains("data: two");
        }
    }

    @Test
    void unsizedJsonThenHeadAtOnceToo() throws Exception {
        CountDownLatch headSeen = new CountDownLatch(1);
        gateway.upstream.answer(exchange -> {
            exchange.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
            await(headSeen);
            exchange.raw("2\r\n{}\r\n");
            exchange.endOfChunks();
        });
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawCall("everything", token));
            client.headers();
            headSeen.countDown();
            client.readUntil("{}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"before the answer", "idle", "active"})
    void clientLeavesThenUpstreamIsClosedAtOnce(String when) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        gateway.upstream.answer(exchange -> {
            if (!when.equals("before the answer")) {
                exchange.openEventStream();
            }
            if (when.equals("active")) {
                exchange.event("one");
            }
            arrived.countDown();
            exchange.awaitClose(closed);
        });
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawCall("everything", token));
            await(arrived);
            if (!when.equals("before the answer")) {
                client.headers();
            }
        }
        assertThat(closed.await(1, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fin", "reset", "fin after a length", "reset before the first event"})
    void upstreamBreaksOffThenAnswerNeverLooksComplete(String how) throws Exception {
        for (int round = 0; round < 10; round++) {
            CountDownLatch seen = new CountDownLatch(1);
            gateway.upstream.answer(exchange -> {
                if (how.contains("length")) {
                    exchange.raw(
                            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99999\r\n\r\n{\"a\":");
                } else {
                    exchange.openEventStream();
                    if (!how.contains("first")) {
                        exchange.event("one");
                    }
                }
                await(seen);
                if (how.startsWith("fin")) {
                    exchange.fin();
                } else {
                    exchange.reset();
                }
            });
            try (RawConnection client = new RawConnection(gateway.port())) {
                client.send(gateway.rawCall("everything", token));
                client.headers();
                if (!how.contains("first")) {
                    client.readUntil(how.contains("length") ? "{\"a\":" : "data: one\n\n");
                }
                seen.countDown();
                assertThat(client.readToEnd()).doesNotContain("0\r\n\r\n").startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void smallAnswerCutShortThen502() throws Exception {
        gateway.upstream.answer(exchange -> {
            exchange.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"a\":");
            exchange.fin();
        });

        assertThat(gateway.call("everything", token)).isEqualTo(502);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void upstreamDiesBeforeItsAnswerThen502AndNoSecondTry(boolean reset) throws Exception {
        gateway.upstream.answer(exchange -> {
            if (reset) {
                exchange.reset();
            } else {
                exchange.fin();
            }
        });

        HttpResponse<String> answer = gateway.post("/mcp/everything", token, TestGateway.callTool("pay"));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("UPSTREAM_FAILED").doesNotContain("Exception");
        gateway.upstream.take();
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void upstreamNotThereThen502() throws Exception {
        try (Socket bound = new Socket()) {
            // held, and not listened at
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Map<String, Object> server = gateway.server("gone");
            server.put("upstreamUrl", "http://localhost:" + bound.getLocalPort() + "/mcp");
            gateway.add(server);

            assertThat(gateway.call("gone", gateway.token("gone").sign())).isEqualTo(502);
        }
    }

    @Test
    void oldProtocolThenNoChunksAndACutIsVisible() throws Exception {
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            exchange.event("one");
            exchange.endOfChunks();
        });
        String call = gateway.rawCall("everything", token).replace("HTTP/1.1", "HTTP/1.0");
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(call);
            assertThat(client.readToEnd().toLowerCase())
                    .endsWith("data: one\n\n")
                    .doesNotContain("chunked");
        }
    }

    @Test
    void pipelinedRequestsThenAnsweredInOrder() throws Exception {
        gateway.upstream.answer(exchange ->
                exchange.answer(200, "application/json", exchange.request().text()));
        String first = TestGateway.call("first");
        String second = TestGateway.call("second");
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawHead("everything", token, "content-length: " + first.length())
                    + first
                    + gateway.rawHead("everything", token, "content-length: " + second.length())
                    + second);
            String text = client.readUntil("\"second\"");
            assertThat(text.indexOf("\"first\"")).isPositive().isLessThan(text.indexOf("\"second\""));
        }
    }

    @Test
    void lengthAndChunksTogetherThenRefused() throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawHead("everything", token, "content-length: 5", "transfer-encoding: chunked")
                    + "0\r\n\r\n");
            assertThat(client.status()).isEqualTo(400);
        }
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void gatewayStopsThenRunningCallEndsAndOpenStreamIsCut() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (TestGateway stopping = new TestGateway()) {
            String good = stopping.token("everything").sign();
            stopping.upstream.answer(exchange -> {
                exchange.openEventStream();
                exchange.awaitClose(closed);
            });
            try (RawConnection stream = new RawConnection(stopping.port());
                    RawConnection call = new RawConnection(stopping.port())) {
                stream.send(stopping.rawCall("everything", good));
                stream.headers();
                CountDownLatch arrived = new CountDownLatch(1);
                stopping.upstream.answer(exchange -> {
                    arrived.countDown();
                    Thread.sleep(500);
                    exchange.json();
                });
                call.send(stopping.rawCall("everything", good));
                await(arrived);

                long start = System.nanoTime();
                stopping.stop();

                assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(6));
                assertThat(call.readUntil("\"result\"")).startsWith("HTTP/1.1 200");
                assertThat(stream.readToEnd()).doesNotContain("0\r\n\r\n");
                assertThat(closed.await(1, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(5, TimeUnit.SECONDS)) {
            throw new InterruptedException("the test did not go on");
        }
    }
}
