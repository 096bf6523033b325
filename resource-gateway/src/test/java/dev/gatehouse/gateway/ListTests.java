package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists on their way to the client: what a feature policy hides is not in them, however they come. */
class ListTests {

    private static final String TOOLS =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"wipe\"},{\"name\":\"echo\"}],\"nextCursor\":\"n\"}}";
    private static final String ECHO =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"echo\"}],\"nextCursor\":\"n\"}}";
    private static final String META =
            "\"params\":{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}";
    private static final String MODERN = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"," + META + "}";
    private static final String[] MODERN_HEAD = {"mcp-protocol-version", "2026-07-28", "mcp-method", "tools/list"};

    private final TestGateway gateway = TestGateway.shared();
    private final String slug = "l" + UUID.randomUUID();
    private final Map<String, Object> server = gateway.server(slug);
    private final Map<String, Object> bundle = gateway.bundle("b" + slug, server);
    private final String route = "b" + slug + "/" + slug;

    @BeforeEach
    void carriedAndNarrowed() {
        bundle.put("featurePolicy", Map.of("tools", Map.of("mode", "ALLOW_SELECTED", "names", List.of("echo"))));
        server.put("bundles", List.of(bundle));
        gateway.add(server);
        gateway.upstream.answer(exchange -> exchange.answer(200, "application/json", TOOLS));
    }

    private HttpResponse<String> list(String at) throws Exception {
        return gateway.post("/mcp/" + at, gateway.token(at).sign(), TestGateway.call("tools/list"));
    }

    @Test
    void listWhereAPolicyHidesThenCutDownAndUntouchedWhereNoneDoes() throws Exception {
        assertThat(list(route).body()).isEqualTo(ECHO);
        assertThat(gateway.upstream.take().header("accept-encoding")).isEqualTo("identity");
        assertThat(list(slug).body()).isEqualTo(TOOLS);
        gateway.upstream.answer(exchange -> exchange.answer(
                200, "application/json", TOOLS, "etag: \"x\"", "content-digest: sha-256=:x:", "x-other: y"));
        HttpResponse<String> answer = list(route);
        assertThat(answer.headers().map())
                .doesNotContainKeys("etag", "content-digest")
                .containsKey("x-other");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    }

    @Test
    void listAsAnEventStreamThenCutDownAndOtherEventsComeAtOnce() throws Exception {
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            exchange.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}");
            Thread.sleep(300);
            exchange.event(TOOLS);
            exchange.endOfChunks();
        });
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawCall(route, gateway.token(route).sign()));
            client.readUntil("notifications/message\"}\n\n");
            assertThat(client.text()).doesNotContain("echo");
            client.readUntil("0\r\n\r\n");
            assertThat(client.text()).contains("data: " + ECHO + "\n\n").doesNotContain("wipe");
        }
    }

    @Test
    void listReplayedOnTheStreamOfAGetThenCutDown() throws Exception {
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            exchange.raw("8\r\nid: 4\nda\r\n4\r\nta: \r\n");
            String rest = TOOLS + "\n\n";
            exchange.raw(Integer.toHexString(rest.length()) + "\r\n" + rest + "\r\n");
            exchange.endOfChunks();
        });
        HttpResponse<String> answer = gateway.get(
                "/mcp/" + route,
                "authorization",
                "Bearer " + gateway.token(route).sign(),
                "accept",
                "text/event-stream",
                "last-event-id",
                "3");
        assertThat(answer.body()).isEqualTo("id: 4\ndata: " + ECHO + "\n\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[],\"tools\":[{\"name\":\"wipe\"}]}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"wipe\"}",
                "<html>wipe"
            })
    void listThatCannotBeReadThenAJsonRpcErrorAndNothingOfIt(String body) throws Exception {
        for (String type : List.of("application/json", "text/plain")) {
            gateway.upstream.answer(exchange -> exchange.answer(200, type, body));
            HttpResponse<String> answer = list(route);
            assertThat(answer.body())
                    .contains("\"id\":1", "-32603", "ANSWER_UNREADABLE")
                    .doesNotContain("wipe");
            assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        }
        assertThat(list(slug).body()).isEqualTo(body);
    }

    @Test
    void batchThatCannotBeReadThenAnErrorForEachRequest() throws Exception {
        gateway.upstream.answer(exchange -> exchange.answer(200, "application/json", "[" + TOOLS + ",]"));
        String batch = "[" + TestGateway.call("tools/list") + ","
                + TestGateway.call("ping").replace(":1,", ":\"b\",") + "]";
        assertThat(gateway.post("/mcp/" + route, gateway.token(route).sign(), batch)
                        .body())
                .startsWith("[{\"jsonrpc\":\"2.0\",\"id\":1,")
                .contains("\"id\":\"b\"")
                .endsWith("]")
                .doesNotContain("wipe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/event-stream, application/json", "application/x-json", ""})
    void listOnTheStreamOfAGetWhoseKindIsNotKnownThenNeverPassed(String type) throws Exception {
        gateway.upstream.answer(exchange -> exchange.raw("HTTP/1.1 200 OK\r\n"
                + (type.isEmpty() ? "" : "content-type: " + type + "\r\n") + "content-length: " + TOOLS.length()
                + "\r\n\r\n" + TOOLS));
        assertThat(get(route)).contains("ANSWER_UNREADABLE").doesNotContain("wipe");
        assertThat(get(slug)).contains("wipe");
    }

    private String get(String at) throws Exception {
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send("GET /mcp/" + at + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
                    + "accept: text/event-stream\r\nauthorization: Bearer "
                    + gateway.token(at).sign() + "\r\n\r\n");
            return client.readToEnd();
        }
    }

    @Test
    void hugeListThenRefusedAndNeverPassed() throws Exception {
        String huge = TOOLS.replace("\"n\"", "\"" + "n".repeat(9 * 1024 * 1024) + "\"");
        gateway.upstream.answer(exchange -> exchange.answer(200, "application/json", huge));
        assertThat(list(route).body()).contains("ANSWER_UNREADABLE").doesNotContain("wipe", "echo");
        assertThat(list(slug).body()).hasSize(huge.length());
        String large = TOOLS.replace("\"n\"", "\"" + "n".repeat(3 * 1024 * 1024) + "\"");
        gateway.upstream.answer(exchange -> exchange.answer(200, "application/json", large));
        assertThat(list(route).body()).doesNotContain("wipe").contains("echo").hasSize(large.length() - 16);
    }

    @Test
    void compressedAllTheSameThenRefusedWhereItMustBeRead() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(TOOLS.getBytes("UTF-8"));
        }
        String latin = zipped.toString("ISO-8859-1");
        gateway.upstream.answer(exchange -> exchange.answer(200, "application/json", latin, "content-encoding: gzip"));
        HttpResponse<String> answer = list(route);
        assertThat(answer.body()).contains("ANSWER_UNREADABLE");
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(list(slug).headers().firstValue("content-encoding")).contains("gzip");
    }

    @Test
    void upstreamBreaksOffWithinAListThen502AndNothingOfIt() throws Exception {
        gateway.upstream.answer(exchange -> {
            exchange.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n" + TOOLS);
            exchange.fin();
        });
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawCall(route, gateway.token(route).sign()));
            assertThat(client.status()).isEqualTo(502);
            client.readUntil("UPSTREAM_FAILED");
            assertThat(client.text()).doesNotContain("wipe", "echo");
        }
    }

    @Test
    void errorOfTheUpstreamThenPassesAsItIs() throws Exception {
        for (String body : List.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32022}}", "not json {", "")) {
            gateway.upstream.answer(exchange -> exchange.answer(400, "application/json", body));
            HttpResponse<String> answer = list(route);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo(body);
        }
        gateway.upstream.answer(exchange -> exchange.answer(404, "text/html", "<p>no</p>"));
        assertThat(list(route).statusCode()).isEqualTo(404);
    }

    @Test
    void cacheScopeOfTheNewRevisionThenPrivateAlsoWithoutAPolicyAndNeverOfOlderOnes() throws Exception {
        String open = TOOLS.replace("\"nextCursor\":\"n\"", "\"ttlMs\":5,\"cacheScope\":\"public\"");
        gateway.upstream.answer(exchange -> exchange.answer(200, "application/json", open));
        String token = gateway.token(slug).sign();
        assertThat(gateway.post("/mcp/" + slug, token, MODERN, MODERN_HEAD).body())
                .isEqualTo(open.replace("public", "private"));
        assertThat(list(slug).body()).isEqualTo(open);
        for (String method : List.of("server/discover", "resources/read")) {
            String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"," + META + "}";
            String named = body.replace("{\"_meta\"", "{\"uri\":\"note://1\",\"_meta\"");
            assertThat(gateway.post(
                                    "/mcp/" + slug,
                                    token,
                                    named,
                                    "mcp-protocol-version",
                                    "2026-07-28",
                                    "mcp-method",
                                    method,
                                    "mcp-name",
                                    "note://1")
                            .body())
                    .contains("\"cacheScope\":\"private\"");
        }
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            exchange.event(open);
            exchange.endOfChunks();
        });
        assertThat(gateway.post("/mcp/" + route, gateway.token(route).sign(), MODERN, MODERN_HEAD)
                        .body())
                .contains("\"cacheScope\":\"private\"")
                .doesNotContain("wipe");
    }

    @Test
    void policyGivenAndTakenThenListsFollow() throws Exception {
        server.put("featurePolicy", Map.of("tools", Map.of("mode", "BLOCK_ALL")));
        gateway.add(server);
        assertThat(list(slug).body()).contains("\"tools\":[]");
        server.put("featurePolicy", Map.of());
        gateway.add(server);
        assertThat(list(slug).body()).isEqualTo(TOOLS);
    }

    @Test
    void toolThatTheUpstreamCallsReadOnlyThenCallableByAReaderOnEveryWay() throws Exception {
        String reader = gateway.token(slug).claim("scope", "mcp:read").sign();
        String readerThere = gateway.token(route).claim("scope", "mcp:read").sign();
        HttpResponse<String> refused = gateway.post("/mcp/" + slug, reader, TestGateway.callTool("echo"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("www-authenticate").orElseThrow())
                .contains("scope=\"mcp:read mcp:write\"");

        says("\"annotations\":{\"readOnlyHint\":true}");
        list(slug);
        gateway.upstream.answer(exchange -> exchange.json());
        assertThat(gateway.post("/mcp/" + slug, reader, TestGateway.callTool("echo"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(gateway.post("/mcp/" + route, readerThere, TestGateway.callTool("echo"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(gateway.post("/mcp/" + slug, reader, TestGateway.callTool("Echo"))
                        .statusCode())
                .isEqualTo(403);

        says("\"annotations\":{\"readOnlyHint\":false}");
        list(route);
        assertThat(gateway.post("/mcp/" + slug, reader, TestGateway.callTool("echo"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void whatOnlyAClientHasAHandInThenNothingIsLearnedFromIt() throws Exception {
        String reader = gateway.token(slug).claim("scope", "mcp:read").sign();
        String writer = gateway.token(slug).sign();
        String list = says("\"annotations\":{\"readOnlyHint\":true}");
        // a tool that echoes what it is given, alone and under the id of a list in the same batch
        gateway.post("/mcp/" + slug, writer, TestGateway.callTool("wipe").replace(":7,", ":1,"));
        gateway.upstream.answer(exchange -> exchange.answer(200, "application/json", "[" + list + "]"));
        gateway.post(
                "/mcp/" + slug,
                writer,
                "[" + TestGateway.call("tools/list") + ","
                        + TestGateway.callTool("wipe").replace(":7,", ":1,") + "]");
        // another answer on the stream of a list
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            exchange.event(list.replace("\"id\":1", "\"id\":7"));
            exchange.endOfChunks();
        });
        list(slug);
        gateway.upstream.answer(exchange -> exchange.answer(500, "application/json", list));
        list(slug);
        gateway.upstream.answer(exchange -> exchange.json());
        assertThat(gateway.post("/mcp/" + slug, reader, TestGateway.callTool("echo"))
                        .statusCode())
                .isEqualTo(403);
    }

    /** From now on the upstream lists {@code echo} with this about it. */
    private String says(String about) {
        String list = TOOLS.replace("\"name\":\"echo\"", "\"name\":\"echo\"," + about);
        gateway.upstream.answer(exchange -> exchange.answer(200, "application/json", list));
        return list;
    }

    @Test
    void upstreamBreaksOffWithinAListThenNothingOfItsHeadIsInTheRefusal() throws Exception {
        gateway.upstream.answer(exchange -> {
            exchange.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-language: de\r\n"
                    + "content-encoding: identity\r\nlast-modified: x\r\nmcp-session-id: s\r\n"
                    + "transfer-encoding: chunked\r\n\r\n9\r\n{\"jsonrpc\r\n");
            exchange.fin();
        });
        HttpResponse<String> answer = list(route);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().allValues("content-type")).containsExactly("application/problem+json");
        assertThat(answer.headers().map())
                .doesNotContainKeys("content-language", "content-encoding", "last-modified", "mcp-session-id");
    }

    @Test
    void workersAreBusyThenALongListIsRefusedAsBusyAndTheUpstreamIsNotBlamed() throws Exception {
        String long_ = " ".repeat(300 * 1024) + TOOLS;
        assertThat(list(route).statusCode()).isEqualTo(200);
        String token = gateway.token(route).sign();
        assertThat(gateway.call(route, token)).isEqualTo(200);
        gateway.upstream.answer(exchange -> exchange.answer(200, "application/json", long_));
        ThreadPoolExecutor workers = gateway.verificationWorkers();
        CountDownLatch busy = new CountDownLatch(1);
        try {
            for (int i = 0; i < workers.getMaximumPoolSize(); i++) {
                workers.execute(() -> await(busy));
            }
            gateway.eventually(() -> workers.getActiveCount() == workers.getMaximumPoolSize()
                    && workers.getQueue().isEmpty());
            while (workers.getQueue().offer(() -> {})) {
                // until there is no place for the list
            }
            HttpResponse<String> answer = gateway.post("/mcp/" + route, token, TestGateway.call("tools/list"));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("BUSY");
        } finally {
            busy.countDown();
        }
        gateway.eventually(() -> gateway.call(route, token) == 200);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
