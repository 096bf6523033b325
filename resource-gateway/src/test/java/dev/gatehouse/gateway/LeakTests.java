package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.LeakWatch;
import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestUpstream.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
        for (int round = 0; round < 6; round++) {
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
                client.readToEndWithin(Duration.ofMillis(60));
            } else {
                gateway.upstream.take();
                Thread.sleep(20);
            }
        } catch (AssertionError closedAtOnce) {
            assertThat(closedAtOnce).hasMessageContaining("closed before");
        } catch (java.net.SocketTimeoutException nothingYet) {
            // The answer is not there, and the client leaves.
        }
    }
}
