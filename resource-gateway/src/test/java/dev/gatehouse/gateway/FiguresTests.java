package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.feed.SkippedTime;
import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestUpstream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Prometheus reads, and health in detail. */
class FiguresTests {

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    private static String page() throws Exception {
        return gateway.management("/metrics").body();
    }

    private static double figure(String series) throws Exception {
        return page().lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void decisionsThenCountedByServerAndReason() throws Exception {
        gateway.add(gateway.server("counted"));
        String token = gateway.token("counted").sign();
        for (int i = 0; i < 3; i++) {
            gateway.call("counted", token);
        }
        gateway.call("counted", "bad");

        assertThat(figure("gatehouse_decisions_total{reason=\"ALLOW\",server=\"counted\"}"))
                .isEqualTo(3);
        assertThat(figure("gatehouse_decisions_total{reason=\"TOKEN_INVALID\",server=\"counted\"}"))
                .isEqualTo(1);
        gateway.eventually(() -> figure("gatehouse_upstream_answers_total{class=\"2xx\",server=\"counted\"}") == 3);
        assertThat(figure("gatehouse_upstream_seconds_count{server=\"counted\"}"))
                .isEqualTo(3);
        assertThat(page())
                .contains("gatehouse_added_seconds_bucket{le=\"5.0E-4\"}")
                .contains("gatehouse_token_lookups_total")
                .contains("gatehouse_feed_staleness_seconds 0.")
                .contains("jvm_memory_used_bytes")
                .contains("netty_allocator_memory_used{");
        assertThat(figure("gatehouse_feed_ready")).isEqualTo(1);
        assertThat(figure("gatehouse_revocations_held")).isZero();
    }

    @Test
    void whatAClientMakesUpThenNeverALabel() throws Exception {
        String mark = "madeup" + UUID.randomUUID().toString().substring(0, 8);
        gateway.get("/mcp/" + mark);
        gateway.get("/" + mark);
        gateway.post(
                "/mcp/everything",
                gateway.token("everything")
                        .claim("client_id", mark)
                        .claim("scope", "mcp:read")
                        .sign(),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + mark + "\"}");

        assertThat(page()).doesNotContain(mark).contains("server=\"none\"");
    }

    @Test
    void serverThatIsGoneThenItsFiguresGoToo() throws Exception {
        gateway.add(gateway.server("passing"));
        gateway.call("passing", gateway.token("passing").sign());
        gateway.eventually(() -> page().contains("gatehouse_upstream_seconds_count{server=\"passing\"}"));

        gateway.auth.remove("passing");

        gateway.eventually(() -> !page().contains("passing"));
    }

    @Test
    void upstreamThatFailsThenItsHealthSaysSoUntilItAnswers() throws Exception {
        gateway.add(gateway.server("shaky"));
        String token = gateway.token("shaky").sign();
        gateway.upstream.answer(exchange -> exchange.reset());
        gateway.call("shaky", token);
        gateway.eventually(() -> shaky().path("status").asString().equals("FAILING"));
        assertThat(shaky().path("failuresInARow").asInt()).isEqualTo(1);
        assertThat(shaky().path("failure").asString()).isEqualTo("UPSTREAM_FAILED");
        assertThat(figure("gatehouse_upstream_errors_total{kind=\"UPSTREAM_FAILED\",server=\"shaky\"}"))
                .isEqualTo(1);

        gateway.upstream.answer(TestUpstream.Exchange::json);
        gateway.call("shaky", token);

        gateway.eventually(() -> shaky().path("status").asString().equals("UP"));
    }

    private static JsonNode shaky() throws Exception {
        for (JsonNode upstream : JsonMapper.shared()
                .readTree(gateway.management("/health/upstreams").body())
                .path("upstreams")) {
            if (upstream.path("server").asString().equals("shaky")) {
                return upstream;
            }
        }
        return JsonMapper.shared().createObjectNode();
    }

    @Test
    void streamThatListensThenCountedAsLongAsItIsOpen() throws Exception {
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            exchange.event("first");
        });
        try (RawConnection raw = new RawConnection(gateway.port())) {
            raw.send("GET /mcp/everything HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + gateway.token("everything").sign() + "\r\n\r\n");
            raw.readUntil("first");
            assertThat(figure("gatehouse_listening_open")).isEqualTo(1);
            assertThat(figure("gatehouse_exchanges_open")).isEqualTo(1);
        }

        gateway.eventually(() -> figure("gatehouse_listening_open") == 0 && figure("gatehouse_exchanges_open") == 0);
        gateway.upstream.answer(TestUpstream.Exchange::json);
    }

    @Test
    void askedUnderAnotherNameThenNothingIsTold() throws Exception {
        assertThat(statusUnder("localhost:1")).isEqualTo(200);
        assertThat(statusUnder("evil.example")).isEqualTo(421);
    }

    private static int statusUnder(String host) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.managementPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            return Integer.parseInt(new String(line, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length()));
        }
    }

    @Test
    void anythingElseOnTheManagementPortThenNothingThereAndNoMetricsElsewhere() throws Exception {
        assertThat(gateway.management("/mcp/everything").statusCode()).isEqualTo(404);
        assertThat(gateway.management("/").statusCode()).isEqualTo(404);
        assertThat(gateway.management("/health/live").statusCode()).isEqualTo(200);
        assertThat(gateway.management("/metrics?name=x").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/metrics").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/health/upstreams").statusCode()).isEqualTo(404);
    }

    @Test
    void feedOutOfReachThenReadySaysStaleAndStays200() throws Exception {
        try (TestGateway stale = new TestGateway(List.of(SkippedTime.class))) {
            assertThat(stale.get("/health/ready").body()).contains("\"status\":\"UP\"");
            stale.auth.broken(true);
            stale.part(SkippedTime.class).skip(Feed.STALENESS_BOUND.plusSeconds(1));

            HttpResponse<String> ready = stale.get("/health/ready");
            assertThat(ready.body()).contains("\"status\":\"STALE\"");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(stale.management("/metrics")
                            .body()
                            .lines()
                            .filter(line -> line.startsWith("gatehouse_feed_staleness_seconds "))
                            .mapToDouble(line -> Double.parseDouble(line.substring(33)))
                            .sum())
                    .isGreaterThan(5);
        }
    }

    @Test
    void managementPortOffThenNoneIsOpen() throws Exception {
        try (TestGateway quiet = new TestGateway("gatehouse.gateway-management-port", "off")) {
            assertThat(quiet.managementPort()).isZero();
        }
    }
}
