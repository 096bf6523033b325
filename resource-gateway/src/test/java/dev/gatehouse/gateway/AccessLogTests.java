package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gatehouse.gateway.testing.CapturedOutput;
import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One line for each exchange: docs/operations.md. */
class AccessLogTests {

    private static final CapturedOutput OUTPUT = new CapturedOutput();
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = OUTPUT.during(() -> new TestGateway(
                "gatehouse.access-log",
                "on",
                "gatehouse.trusted-proxies",
                "127.0.0.0/8,::1",
                "logging.level.jdk",
                "off",
                "logging.level.root",
                "debug",
                "logging.level.dev.gatehouse",
                "trace"));
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        ((Logger) LoggerFactory.getLogger("ROOT")).setLevel(ch.qos.logback.classic.Level.ERROR);
        ((Logger) LoggerFactory.getLogger("dev.gatehouse")).setLevel(ch.qos.logback.classic.Level.ERROR);
    }

    private static JsonNode lineWith(String mark) {
        gateway.eventually(() -> OUTPUT.lines().stream().anyMatch(line -> line.contains(mark)));
        List<String> lines =
                OUTPUT.lines().stream().filter(line -> line.contains(mark)).toList();
        assertThat(lines).hasSize(1);
        return JsonMapper.shared().readTree(lines.get(0));
    }

    @Test
    void clientThatWantsTheConnectionClosedThenItHasNotLeft() throws Exception {
        gateway.upstream.answer(exchange -> exchange.answer(200, "application/json", "{\"jsonrpc\":\"2.0\"}"));
        String body = TestGateway.callTool("of-one-that-closes");
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawHead(
                            "everything",
                            gateway.token("everything").sign(),
                            "connection: close",
                            "content-length: " + body.length())
                    + body);
            client.readToEnd();
        }
        JsonNode line = lineWith("of-one-that-closes");
        assertThat(line.path("end").asString()).isEqualTo("RELAYED");
        assertThat(line.path("bytesDown").asInt()).isEqualTo(17);
    }

    @Test
    void answerOfOurOwnThenItsBytesAreCounted() throws Exception {
        int length =
                gateway.post("/mcp/no-such-server-here", "none", "{}").body().length();
        assertThat(lineWith("no-such-server-here").path("bytesDown").asInt()).isEqualTo(length);
    }

    @Test
    void exchangeThenALineThatSaysWhoWhatAndHowItEnded() throws Exception {
        var token = gateway.token("everything");
        gateway.upstream.answer(exchange -> exchange.answer(200, "application/json", "{\"jsonrpc\":\"2.0\"}"));

        gateway.post(
                "/mcp/everything?access_token=hidden",
                token.sign(),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"tool-of-the-line\"}}",
                "mcp-protocol-version",
                "2025-11-25",
                "traceparent",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "x-forwarded-for",
                "6.6.6.6, 192.0.2.7");

        JsonNode line = lineWith("tool-of-the-line");
        assertThat(line.path("server").asString()).isEqualTo("everything");
        assertThat(line.path("method").asString()).isEqualTo("POST");
        assertThat(line.path("rpcMethod").asString()).isEqualTo("tools/call");
        assertThat(line.path("featureKind").asString()).isEqualTo("TOOL");
        assertThat(line.path("protocolVersion").asString()).isEqualTo("2025-11-25");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("reason").asString()).isEqualTo("ALLOW");
        assertThat(line.path("end").asString()).isEqualTo("RELAYED");
        assertThat(line.path("subject").asString()).isEqualTo("user-1");
        assertThat(line.path("clientId").asString()).isEqualTo("client-1");
        assertThat(line.path("tokenId").asString()).isEqualTo(token.claim("jti"));
        assertThat(line.path("authorizationId").asString()).isEqualTo(token.claim("sid"));
        assertThat(line.path("traceId").asString()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(line.path("peer").asString()).isEqualTo("192.0.2.7");
        assertThat(line.path("bytesDown").asInt()).isEqualTo(17);
        assertThat(line.path("totalMs").asDouble()).isGreaterThan(0);
        assertThat(line.path("upstreamMs").asDouble()).isGreaterThan(0);
        assertThat(line.path("decidedMs").asDouble()).isGreaterThan(0);
        assertThat(line.path("accountId").asString()).hasSize(36);
        assertThat(line.path("decisionId").asString()).hasSize(36);
        assertThat(line.path("time").asString()).endsWith("Z");
    }

    @Test
    void refusalThenItsDecisionIdAsTheClientSawIt() throws Exception {
        var refused = gateway.post("/mcp/everything", "not.a.token", TestGateway.call("tools/list"));

        JsonNode line =
                lineWith(refused.headers().firstValue("gatehouse-decision").orElseThrow());
        assertThat(line.path("status").asInt()).isEqualTo(401);
        assertThat(line.path("end").asString()).isEqualTo("ANSWERED");
        assertThat(line.has("subject")).isFalse();
    }

    @Test
    void requestToNoEndpointThenALineWithItsPathAndHealthNone() throws Exception {
        gateway.get("/no-such-place-of-the-log?secret=hidden");
        gateway.get("/health/live?mark-of-health");
        gateway.get("/mcp/no-such-server-of-the-log");

        assertThat(lineWith("/no-such-place-of-the-log").path("status").asInt()).isEqualTo(404);
        assertThat(lineWith("no-such-server-of-the-log").path("status").asInt()).isEqualTo(404);
        assertThat(OUTPUT.lines()).noneMatch(line -> line.contains("health"));
    }

    @Test
    void nameThatWouldBeginALineOrEndItsQuotesThenEscapedAndBounded() throws Exception {
        String evil = "evil\\\"},{\\\"forged\\\":1}\\\\\\u202e\u2028" + "x".repeat(5_000);
        gateway.post(
                "/mcp/everything",
                gateway.token("everything").sign(),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + evil + "\"}}");

        JsonNode line = lineWith("evil");

        assertThat(line.path("featureName").asString()).startsWith("evil\"},{\"forged\":1}\\\u202e");
        assertThat(line.path("featureName").asString()).hasSize(259).endsWith("...");
        assertThat(OUTPUT.lines()).allSatisfy(text -> assertThat(text).matches("\\p{Print}+"));
        assertThat(OUTPUT.lines()).noneMatch(text -> text.startsWith("{\"forged"));
    }

    @Test
    void clientThatLeavesThenTheLineSaysSo() throws Exception {
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            exchange.event("first");
        });
        try (RawConnection raw = new RawConnection(gateway.port())) {
            raw.send("GET /mcp/everything HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                    + "Traceparent: 00-1bf7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nAuthorization: Bearer "
                    + gateway.token("everything").sign() + "\r\n\r\n");
            raw.readUntil("first");
        }

        JsonNode line = lineWith("1bf7651916cd43dd8448eb211c80319c");
        assertThat(line.path("end").asString()).isEqualTo("CLIENT_LEFT");
        assertThat(line.path("method").asString()).isEqualTo("GET");
        gateway.upstream.answer(dev.gatehouse.gateway.testing.TestUpstream.Exchange::json);
    }

    @Test
    void wholeExchangesAtTraceThenNoTokenBodyOrQueryInAnyLogMetricOrDetail() throws Exception {
        ListAppender<ILoggingEvent> everything = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger("ROOT");
        everything.start();
        root.addAppender(everything);
        String canary = "canary-9f8e7d";
        String good = gateway.token("everything").sign();
        String other = gateway.token("elsewhere").claim("scope", canary).sign();
        exchangesWith(canary, good, other);
        gateway.eventually(() -> OUTPUT.lines().stream().anyMatch(line -> line.contains("featureName\":\"add\"")));
        gateway.management("/metrics");
        root.detachAppender(everything);

        List<String> places = new ArrayList<>(OUTPUT.lines());
        // the client of the tests runs in this process, too
        List<ILoggingEvent> ours = List.copyOf(everything.list).stream()
                .filter(event -> !event.getLoggerName().startsWith("jdk."))
                .toList();
        assertThat(ours).anyMatch(event -> event.getLoggerName().equals("dev.gatehouse.gateway.decision"));
        ours.forEach(event -> places.add(event.getFormattedMessage()
                + (event.getThrowableProxy() == null
                        ? ""
                        : event.getThrowableProxy().getMessage())));
        places.add(gateway.management("/metrics").body());
        places.add(gateway.management("/health/upstreams").body());
        places.add(gateway.management("/health/ready").body());
        gateway.auth.refusals().forEach(refusal -> places.add(refusal.toString()));
        String signature = good.substring(good.lastIndexOf('.') + 1);
        assertThat(places)
                .hasSizeGreaterThan(5)
                .noneMatch(text -> text.contains(canary))
                .noneMatch(text -> text.contains(signature))
                .noneMatch(text -> text.contains("c".repeat(43)));
        gateway.upstream.answer(dev.gatehouse.gateway.testing.TestUpstream.Exchange::json);
    }

    private static void exchangesWith(String canary, String good, String other) throws Exception {
        gateway.upstream.answer(
                exchange -> exchange.answer(200, "application/json", "{\"answer\":\"" + canary + "\"}"));
        for (String token : List.of(good, other, canary + "." + canary + "." + canary, "ghm_" + "c".repeat(43))) {
            gateway.post(
                    "/mcp/everything?q=" + canary,
                    token,
                    "{\"jsonrpc\":\"2.0\",\"id\":\"" + canary
                            + "\",\"method\":\"tools/call\",\"params\":{\"name\":\"add\","
                            + "\"arguments\":{\"secret\":\"" + canary + "\"}}}",
                    "cookie",
                    "session=" + canary,
                    "last-event-id",
                    canary,
                    "x-api-key",
                    canary);
        }
    }
}
