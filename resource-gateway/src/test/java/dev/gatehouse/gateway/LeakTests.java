package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.proxy.GatewayServer;
import dev.gatehouse.gateway.testing.LeakWatch;
import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestUpstream.Script;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Exchanges that end before their answers do: no part of them is lost in a gateway that goes on. */
class LeakTests {

    private static final String LARGE = "x".repeat(300_000);

    private final TestGateway gateway = TestGateway.shared();
    private final String slug = "leak" + UUID.randomUUID();
    private final Map<String, Object> server = gateway.server(slug);
    private final Map<String, Object> bundle = gateway.bundle("b" + slug, server);

    @Test
    void exchangesEndBeforeTheirAnswersThenEveryBufferIsGivenBack() throws Exception {
        bundle.put("featurePolicy", Map.of("tools", Map.of("mode", "ALLOW_SELECTED", "names", List.of("echo"))));
        server.put("bundles", List.of(bundle));
        gateway.add(server);
        // What others have lost is told at the end of all tests.
        List<String> before = List.copyOf(LeakWatch.leaks());
        List<Script> scripts = List.of(
                exchange -> exchange.raw("HTTP/1.1 200 OK\r\ncontent-type: a/b\r\ncontent-length: 9000\r\n\r\nabc"),
                exchange -> exchange.raw("HTTP/1.1 200 OK\r\ncontent-type: a/b\r\ncontent-length: 900\r\n\r\n" + LARGE),
                exchange -> exchange.answer(200, "text/plain", LARGE.repeat(20)),
                exchange -> exchange.answer(302, "text/plain", LARGE),
                exchange -> exchange.answer(401, "text/plain", "no"),
                exchange -> exchange.answer(200, "application/json", "{]" + LARGE),
                exchange -> exchange.answer(200, "text/event-stream", "data: {]\n\n" + LARGE),
                exchange -> exchange.answer(200, "text/event-stream", ": x\n\n" + LARGE.repeat(20)),
                exchange -> exchange.answer(200, "application/json", LARGE, "content-encoding: gzip"),
                exchange -> {
                    exchange.raw("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n" + "y".repeat(3000));
                    exchange.reset();
                });
        for (int round = 0; round < 3; round++) {
            for (Script script : scripts) {
                gateway.upstream.answer(script);
                for (String route : List.of(slug, "b" + slug + "/" + slug)) {
                    endsEarly(route, round);
                }
            }
        }
        assertThat(LeakWatch.leaks()).isEqualTo(before);
    }

    private void endsEarly(String route, int round) throws Exception {
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawCall(route, gateway.token(route).sign()));
            if (round % 3 == 0) {
                gateway.upstream.take();
            } else if (round % 3 == 1) {
                client.isOpen();
            } else {
                gateway.upstream.take();
                Thread.sleep(20);
            }
        }
    }

    @Test
    void serverStopsWithOpenStreamsThenBothSidesEndWhileTheEventLoopsRun() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (TestGateway stopping = new TestGateway()) {
            stopping.upstream.answer(exchange -> {
                exchange.openEventStream();
                exchange.awaitClose(closed);
            });
            try (RawConnection client = new RawConnection(stopping.port())) {
                client.send(stopping.rawCall(
                                "everything", stopping.token("everything").sign()))
                        .readUntil("200 OK");
                stopping.part(GatewayServer.class).stop();
                assertThat(closed.await(1, TimeUnit.SECONDS)).isTrue();
                client.readToEnd();
            }
        }
    }
}
