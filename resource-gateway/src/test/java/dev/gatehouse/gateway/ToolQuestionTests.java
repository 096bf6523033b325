package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestUpstream;
import dev.gatehouse.gateway.testing.TestUpstream.Received;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reader calls a tool of which nothing is known: the upstream is asked before they are refused. */
class ToolQuestionTests {

    private final TestGateway gateway = TestGateway.shared();
    private final String slug = "q" + UUID.randomUUID();
    private final Map<String, Object> server = gateway.server(slug);
    private final String reader = gateway.token(slug).claim("scope", "mcp:read").sign();

    @BeforeEach
    void served() {
        gateway.add(server);
        gateway.upstream.answer(this::answer);
    }

    @Test
    void toolThatTheUpstreamCallsReadOnlyThenCalledAtOnceAndNobodyAsksAgain() throws Exception {
        String meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\", \"x\":[1]}";
        String call =
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"get\"," + meta + "}}";
        HttpResponse<String> answer = gateway.post(
                "/mcp/" + slug,
                reader,
                call,
                "mcp-protocol-version",
                "2026-07-28",
                "mcp-method",
                "tools/call",
                "mcp-name",
                "get",
                "mcp-param-city",
                "Bern");
        assertThat(answer.statusCode()).isEqualTo(200);
        Received question = gateway.upstream.take();
        assertThat(question.text())
                .matches(
                        "\\{\"jsonrpc\":\"2.0\",\"id\":\"gatehouse-[-0-9a-f]+\",\"method\":\"tools/list\",\"params\":\\{"
                                + java.util.regex.Pattern.quote(meta) + "}}");
        assertThat(question.header("mcp-method")).isEqualTo("tools/list");
        assertThat(question.header("mcp-protocol-version")).isEqualTo("2026-07-28");
        assertThat(question.has("mcp-name")).isFalse();
        assertThat(question.has("mcp-param-city")).isFalse();
        assertThat(question.has("authorization")).isFalse();
        assertThat(gateway.upstream.take().text()).contains("\"cursor\":\"p2\",\"_meta\":{");
        assertThat(gateway.upstream.take().text()).isEqualTo(call);

        assertThat(tool("get").statusCode()).isEqualTo(200);
        assertThat(gateway.upstream.take().text()).contains("tools/call");
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void toolOnALaterPageThenFoundAndOneThatWritesOrIsNoneIsRefused() throws Exception {
        assertThat(tool("put").statusCode()).isEqualTo(403);
        assertThat(gateway.upstream.take().text()).doesNotContain("params");
        assertThat(gateway.upstream.take().text()).contains("\"params\":{\"cursor\":\"p2\"}");
        assertThat(tool("late").statusCode()).isEqualTo(200);
        assertThat(tool("none").statusCode()).isEqualTo(403);
        assertThat(tool("none").statusCode()).isEqualTo(403);
        assertThat(gateway.upstream.take().text()).contains("late");
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void questionThatIsAnsweredBadlyThenRefusedAndNotAskedAgainForAWhile() throws Exception {
        for (TestUpstream.Script bad : List.<TestUpstream.Script>of(
                exchange -> exchange.answer(500, "application/json", "{}"),
                exchange -> exchange.answer(200, "application/json", "x".repeat(2_000_000)),
                exchange -> exchange.answer(200, "text/event-stream", "data: {\n\n"),
                exchange -> exchange.fin())) {
            String subject = UUID.randomUUID().toString();
            String token = gateway.token(slug)
                    .claim("scope", "mcp:read")
                    .claim("sub", subject)
                    .sign();
            gateway.upstream.answer(bad);
            assertThat(gateway.post("/mcp/" + slug, token, TestGateway.callTool("get"))
                            .statusCode())
                    .isEqualTo(403);
            gateway.upstream.answer(this::answer);
            assertThat(gateway.post("/mcp/" + slug, token, TestGateway.callTool("get"))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(gateway.upstream.sawNothing()).isTrue();
        }
        assertThat(tool("get").statusCode()).isEqualTo(200);
    }

    @Test
    void whereAskingIsOfNoUseThenNobodyAsks() throws Exception {
        server.put("featurePolicy", Map.of("tools", Map.of("mode", "ALLOW_SELECTED", "names", List.of("put"))));
        gateway.auth.put(new HashMap<>(server));
        gateway.catchUp();
        String writer = gateway.token(slug).sign();
        assertThat(gateway.post("/mcp/" + slug, writer, TestGateway.callTool("get"))
                        .body())
                .contains("FEATURE_BLOCKED");
        gateway.upstream.answer(this::answer);
        assertThat(tool("get").statusCode()).isEqualTo(403);
        String nothing = gateway.token(slug).claim("scope", "openid").sign();
        assertThat(gateway.post("/mcp/" + slug, nothing, TestGateway.callTool("put"))
                        .statusCode())
                .isEqualTo(403);
        String batch = "[" + TestGateway.callTool("put") + "," + TestGateway.call("ping") + "]";
        assertThat(gateway.post("/mcp/" + slug, reader, batch).statusCode()).isEqualTo(403);
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    private HttpResponse<String> tool(String name) throws Exception {
        return gateway.post("/mcp/" + slug, reader, TestGateway.callTool(name));
    }

    /** Two pages of tools, the second as an event stream. */
    private void answer(TestUpstream.Exchange exchange) throws java.io.IOException {
        String asked = exchange.request().text();
        if (!asked.contains("tools/list")) {
            exchange.json();
            return;
        }
        String id = asked.replaceAll(".*\"id\":(\"[^\"]+\"|\\d+).*", "$1");
        String start = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{";
        if (asked.contains("cursor")) {
            exchange.openEventStream();
            exchange.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}");
            exchange.event(start + "\"tools\":[{\"name\":\"late\",\"annotations\":{\"readOnlyHint\":true}}]}}");
            exchange.endOfChunks();
            return;
        }
        exchange.answer(
                200,
                "application/json",
                start
                        + "\"tools\":[{\"name\":\"get\",\"annotations\":{\"readOnlyHint\":true}},{\"name\":\"put\"}],\"nextCursor\":\"p2\"}}");
    }
}
