package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.TestGateway;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a request names, wherever it names it, is measured against the feature policy; nothing else gets past it. */
class NamingTests {

    private final TestGateway gateway = TestGateway.shared();
    private final String slug = "n" + UUID.randomUUID();
    private final String token = gateway.token(slug).sign();

    @BeforeEach
    void littleIsExposed() {
        Map<String, Object> server = gateway.server(slug);
        server.put(
                "featurePolicy",
                Map.of(
                        "tools", Map.of("mode", "ALLOW_SELECTED", "names", List.of("echo")),
                        "prompts", Map.of("mode", "ALLOW_SELECTED", "names", List.of("greet")),
                        "resources",
                                Map.of("mode", "ALLOW_SELECTED", "names", List.of("note://{id}", "file:///a.txt"))));
        gateway.add(server);
        gateway.upstream.answer(exchange -> exchange.json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tools/call|{'name':'echo'}",
                "prompts/get|{'name':'greet'}",
                "resources/read|{'uri':'note://1'}",
                "resources/read|{'uri':'file:///a.txt'}",
                "resources/unsubscribe|{'uri':'note://a%20b'}",
                "completion/complete|{'ref':{'type':'ref/prompt','name':'greet'},'argument':{'name':'a','value':'b'}}",
                "completion/complete|{'ref':{'type':'ref/resource','uri':'note://{id}'},'argument':{'name':'id','value':''}}",
                "subscriptions/listen|{'notifications':{'toolsListChanged':true}}",
                "subscriptions/listen|{'notifications':{'resourceSubscriptions':['note://1','file:///a.txt']}}",
                "subscriptions/listen|{'notifications':{'resourceSubscriptions':[]}}",
                "tasks/get|{'taskId':'t'}",
                "logging/setLevel|{'level':'debug'}"
            })
    void namedAndExposedThenRelayedByteForByte(String call) throws Exception {
        String body = body(call);
        assertThat(gateway.post("/mcp/" + slug, token, body).body()).contains("result");
        assertThat(gateway.upstream.take().text()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tools/call|{'name':'wipe'}",
                "tools/call|{'arguments':{'name':'echo'},'name':'wipe','_meta':{'name':'echo'}}",
                "prompts/get|{'name':'leave'}",
                "resources/read|{'uri':'note://1/2'}",
                "resources/read|{'uri':'note://..'}",
                "resources/read|{'uri':'note://1%2f2'}",
                "resources/read|{'uri':'NOTE://1'}",
                "resources/subscribe|{'uri':'file:///b.txt'}",
                "completion/complete|{'ref':{'type':'ref/prompt','name':'leave'},'argument':{}}",
                "completion/complete|{'ref':{'type':'ref/prompt','name':'greet','uri':'file:///b'},'argument':{}}",
                "completion/complete|{'ref':{'type':'ref/resource','uri':'file:///{path}'},'argument':{}}",
                "completion/complete|{'ref':{'type':'ref/resource','uri':'note://1','name':'leave'},'argument':{}}",
                "subscriptions/listen|{'notifications':{'resourceSubscriptions':['note://1','file:///b.txt']}}"
            })
    void namedAndNotExposedThenBlocked(String call) throws Exception {
        HttpResponse<String> answer = gateway.post("/mcp/" + slug, token, body(call));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"id\":3,", "-32602", "FEATURE_BLOCKED");
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tools/call|['echo']",
                "tools/call|{'name':'echo','Name':'wipe'}",
                "tools/call|{'name':'echo','name\\u200b':'wipe'}",
                "tools/call|{'name':'echo\\u0000'}",
                "tools/call|{'name':'echo\\ud800'}",
                "resources/read|{'uri':['note://1']}",
                "resources/read|{'uri':'note://1','URI':'file:///b'}",
                "prompts/get|{'uri':'greet'}",
                "tasks/get|{'taskId':5}",
                "tasks/cancel|['t']",
                "completion/complete|['greet']",
                "completion/complete|{'ref':'greet'}",
                "completion/complete|{'ref':{'name':'greet'}}",
                "completion/complete|{'ref':{'type':'ref/tool','name':'wipe'}}",
                "completion/complete|{'ref':{'type':'ref/prompt','name':'greet','Name':'leave'}}",
                "completion/complete|{'ref':{'type':'ref/prompt','name':'greet'},'Ref':{'type':'ref/prompt','name':'leave'}}",
                "completion/complete|{'ref':{'type':'ref/prompt'}}",
                "subscriptions/listen|{'notifications':['file:///b']}",
                "subscriptions/listen|{'notifications':{'resourceSubscriptions':'file:///b'}}",
                "subscriptions/listen|{'notifications':{'resourceSubscriptions':[['file:///b']]}}",
                "subscriptions/listen|{'notifications':{'resourceSubscriptions':['note://1'],'ResourceSubscriptions':['file:///b']}}",
                "subscriptions/listen|{'notifications':{},'NOTIFICATIONS':{'resourceSubscriptions':['file:///b']}}"
            })
    void notClearlyNamedThenInvalidParams(String call) throws Exception {
        HttpResponse<String> answer = gateway.post("/mcp/" + slug, token, body(call));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"id\":3,", "-32602");
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tools/Call",
                "TOOLS/CALL",
                " tools/call",
                "tools/call ",
                "tools/call\\n",
                "tools/call\\u0000",
                "tools/call\\u00a0",
                "tools\\u200b/call",
                "\\ufefftools/call",
                "prompt\\u017f/get",
                "tools/call\\ud800",
                "Initialize",
                "notifications/x\\u0000"
            })
    void methodThatSomebodyMayTakeForAnotherThenInvalidRequest(String method) throws Exception {
        String body = body(method + "|{'name':'wipe'}");
        HttpResponse<String> answer = gateway.post("/mcp/" + slug, token, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("-32600");
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void oneSubscriptionOfManyNotExposedThenTheWholeIsBlockedAndTooManyAreNotCounted() throws Exception {
        String many = "'note://1',".repeat(1000);
        String listen = "subscriptions/listen|{'notifications':{'resourceSubscriptions':[" + many + "'file:///b']}}";
        assertThat(gateway.post("/mcp/" + slug, token, body(listen)).body()).contains("-32602");
        String fewer = listen.replace("'note://1',".repeat(2), "'note://1',");
        assertThat(gateway.post("/mcp/" + slug, token, body(fewer)).body()).contains("FEATURE_BLOCKED");
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void notificationThatNamesWhatIsBlockedThen400AndOneThatCannotBeNamedToo() throws Exception {
        String body = body("tools/call|{'name':'wipe'}").replace("\"id\":3,", "");
        HttpResponse<String> answer = gateway.post("/mcp/" + slug, token, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"id\":null", "FEATURE_BLOCKED");
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void answerOfTheClientThenRelayedWhateverItNames() throws Exception {
        for (String answer : List.of(
                "{\"jsonrpc\":\"2.0\",\"id\":\"s\",\"result\":{\"action\":\"accept\",\"content\":{\"name\":\"wipe\"}}}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"x\"}}",
                "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,\"message\":\"x\"}}")) {
            assertThat(gateway.post("/mcp/" + slug, token, answer).statusCode()).isEqualTo(200);
            assertThat(gateway.upstream.take().text()).isEqualTo(answer);
        }
        for (String neither : List.of(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":{}}",
                "{\"jsonrpc\":\"2.0\",\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"params\":{\"name\":\"wipe\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1e400,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"\\ud800\",\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"" + "x".repeat(600) + "\",\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"ping\"}")) {
            assertThat(gateway.post("/mcp/" + slug, token, neither).body()).contains("-32600");
        }
    }

    /** {@code method|params}, with apostrophes for quotes. */
    private static String body(String call) {
        String[] parts = call.split("\\|", 2);
        return "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"" + parts[0] + "\",\"params\":" + parts[1].replace('\'', '"')
                + "}";
    }
}
