package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestUpstream.Received;
import dev.gatehouse.gateway.testing.TraceCollector;
import dev.gatehouse.gateway.testing.TraceCollector.Span;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Client, gateway and upstream in one trace (W3C Trace Context). */
class TraceTests {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CLIENT = "b7ad6b7169203331";
    private static final String SAMPLED = "00-" + TRACE + "-" + CLIENT + "-01";
    private static final String NOT_SAMPLED = "00-" + TRACE + "-" + CLIENT + "-00";

    private static Received call(TestGateway gateway, String... headers) throws Exception {
        gateway.post(
                "/mcp/everything?q=canary",
                gateway.token("everything").sign(),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"canary\"}}",
                headers);
        return gateway.upstream.take();
    }

    private static TestGateway gateway(String... settings) {
        TestGateway gateway = new TestGateway(settings);
        return gateway;
    }

    @Test
    void exportedThenClientGatewayAndUpstreamAreJoinedAndNothingIsTold() throws Exception {
        try (TraceCollector collector = new TraceCollector()) {
            String[] up = new String[2];
            String token;
            try (TestGateway gateway = gateway("gatehouse.otlp-endpoint", collector.endpoint())) {
                token = gateway.token("everything").sign();
                Received received = call(gateway, "traceparent", SAMPLED, "tracestate", "vendor=1");
                up[0] = received.header("traceparent");
                up[1] = received.header("tracestate");
                gateway.post("/mcp/everything", "bad-canary", "{}", "traceparent", SAMPLED);
            }

            assertThat(collector.spans()).hasSize(3);
            Span server = collector.spans().stream()
                    .filter(span -> span.kind() == 2
                            && collector.spans().stream()
                                    .anyMatch(other -> other.parentId().equals(span.id())))
                    .findFirst()
                    .orElseThrow();
            Span client = collector.spans().stream()
                    .filter(span -> span.kind() == 3)
                    .findFirst()
                    .orElseThrow();
            assertThat(server.traceId()).isEqualTo(TRACE);
            assertThat(server.parentId()).isEqualTo(CLIENT);
            assertThat(server.name()).isEqualTo("POST /mcp/everything");
            assertThat(client.traceId()).isEqualTo(TRACE);
            assertThat(client.parentId()).isEqualTo(server.id());
            assertThat(up[0]).isEqualTo("00-" + TRACE + "-" + client.id() + "-01");
            assertThat(up[1]).isEqualTo("vendor=1");
            assertThat(collector.everything())
                    .contains("gatehouse.decision.id")
                    .contains("tools/call")
                    .doesNotContain("canary")
                    .doesNotContain(token.substring(token.lastIndexOf('.')));
        }
    }

    @Test
    void clientThatDoesNotSampleThenNothingIsExportedAndTheUpstreamIsToldSo() throws Exception {
        try (TraceCollector collector = new TraceCollector()) {
            String up;
            try (TestGateway gateway = gateway("gatehouse.otlp-endpoint", collector.endpoint())) {
                up = call(gateway, "traceparent", NOT_SAMPLED).header("traceparent");
            }
            assertThat(up).startsWith("00-" + TRACE).endsWith("-00");
            assertThat(collector.spans()).isEmpty();
        }
    }

    @Test
    void traceThatBeginsHereThenByTheRatio() throws Exception {
        try (TraceCollector collector = new TraceCollector()) {
            try (TestGateway gateway =
                    gateway("gatehouse.otlp-endpoint", collector.endpoint(), "gatehouse.trace-ratio", "0")) {
                // the last bit says whether it is sampled, the one before it that the id is random
                assertThat(call(gateway).header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[02]");
            }
            assertThat(collector.spans()).isEmpty();
        }
    }

    @Test
    void clientThatWantsItsTraceKeptThenByTheRatioAllTheSame() throws Exception {
        try (TraceCollector collector = new TraceCollector()) {
            try (TestGateway gateway =
                    gateway("gatehouse.otlp-endpoint", collector.endpoint(), "gatehouse.trace-ratio", "0")) {
                assertThat(call(gateway, "traceparent", SAMPLED).header("traceparent"))
                        .startsWith("00-" + TRACE)
                        .endsWith("-00");
            }
            assertThat(collector.spans()).isEmpty();
        }
    }

    @Test
    void collectorThatIsNotThereThenNobodyNotices() throws Exception {
        try (TestGateway gateway = gateway("gatehouse.otlp-endpoint", "http://localhost:1")) {
            for (int i = 0; i < 20; i++) {
                call(gateway);
            }
            long began = System.nanoTime();
            call(gateway);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SAMPLED, NOT_SAMPLED, "not-a-traceparent"})
    void nobodyCollectsThenTheClientsHeadersPassUnchanged(String traceparent) throws Exception {
        TestGateway gateway = TestGateway.shared();
        gateway.upstream.answer(dev.gatehouse.gateway.testing.TestUpstream.Exchange::json);

        Received received = call(gateway, "traceparent", traceparent, "tracestate", "vendor=1");

        assertThat(received.header("traceparent")).isEqualTo(traceparent);
        assertThat(received.header("tracestate")).isEqualTo("vendor=1");
    }
}
