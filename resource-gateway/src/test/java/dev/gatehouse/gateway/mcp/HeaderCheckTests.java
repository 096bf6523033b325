package dev.gatehouse.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.http.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The standard headers against the body, by revision (Streamable HTTP 2026-07-28). */
class HeaderCheckTests {

    private static final String NEW = "2026-07-28";
    private static final String[] CALL = {"Mcp-Method", "tools/call", "Mcp-Name", "add"};

    @Test
    void newRevisionWithAllHeadersThenAgreesAndWithoutOneDisagrees() {
        assertThat(agrees(callTool(NEW), version(NEW, CALL))).isTrue();
        assertThat(agrees(callTool(null), version(NEW, CALL))).isTrue();
        assertThat(agrees(callTool(NEW), CALL)).isFalse();
        assertThat(agrees(callTool(NEW), version(NEW, "Mcp-Name", "add"))).isFalse();
        assertThat(agrees(callTool(NEW), version(NEW, "Mcp-Method", "tools/call")))
                .isFalse();
        assertThat(agrees(callTool(null), version(NEW))).isFalse();
    }

    @Test
    void revisionThatTheBodyClaimsThenTheHeaderMustSayItToo() {
        assertThat(agrees(callTool(NEW), version("2025-11-25", CALL))).isFalse();
        assertThat(agrees(callTool("2025-11-25"), version(NEW, CALL))).isFalse();
        assertThat(agrees(callTool("2025-11-25"), version("2025-11-25"))).isTrue();
        assertThat(agrees(callTool("2025-11-25"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-07-29", "2027-01-01", "9999-12-31"})
    void revisionThatIsNotKnownYetThenAtLeastAsStrict(String version) {
        assertThat(agrees(callTool(version), version(version, CALL))).isTrue();
        assertThat(agrees(callTool(version), version(version))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"})
    void olderRevisionThenNoHeaderIsNeededAndAWrongOneIsRefusedAllTheSame(String version) {
        assertThat(agrees(callTool(null), version(version))).isTrue();
        assertThat(agrees(callTool(null), version(version, CALL))).isTrue();
        assertThat(agrees(callTool(null), version(version, "Mcp-Method", "tools/list")))
                .isFalse();
        assertThat(agrees(callTool(null), version(version, "Mcp-Name", "wipe"))).isFalse();
    }

    @Test
    void noVersionAtAllThenAsIn20250326() {
        assertThat(agrees(callTool(null))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "prompts/get,name",
        "resources/read,uri",
        "tasks/get,taskId",
        "tasks/update,taskId",
        "tasks/cancel,taskId"
    })
    void methodThatNamesSomethingThenMcpNameIsNeededAndMustBeIt(String method, String member) {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{\"" + member + "\":\"n\"}}";
        assertThat(agrees(body, version(NEW, "Mcp-Method", method, "Mcp-Name", "n")))
                .isTrue();
        assertThat(agrees(body, version(NEW, "Mcp-Method", method))).isFalse();
        assertThat(agrees(body, version(NEW, "Mcp-Method", method, "Mcp-Name", "N")))
                .isFalse();
    }

    @Test
    void methodWithoutANameThenNoneIsNeeded() {
        for (String method : List.of("tools/list", "server/discover", "x/y")) {
            String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}";
            assertThat(agrees(body, version(NEW, "Mcp-Method", method))).isTrue();
            assertThat(agrees(body, version(NEW))).isFalse();
        }
    }

    @Test
    void notificationThenMayGoWithoutButNotWithAWrongOne() {
        String body = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}";
        assertThat(agrees(body, version(NEW))).isTrue();
        assertThat(agrees(body, version(NEW, "Mcp-Method", "notifications/cancelled")))
                .isTrue();
        assertThat(agrees(body, version(NEW, "Mcp-Method", "tools/call"))).isFalse();
    }

    @Test
    void namesOfHeadersInAnyCaseAndValuesInTheirOwnWithSpaceAround() {
        assertThat(agrees(
                        callTool(NEW), "MCP-PROTOCOL-VERSION", NEW, "mcp-method", " tools/call\t", "MCP-NAME", " add "))
                .isTrue();
        assertThat(agrees(callTool(NEW), version(NEW, "Mcp-Method", "TOOLS/CALL", "Mcp-Name", "add")))
                .isFalse();
        assertThat(agrees(callTool(NEW), version(NEW, "Mcp-Method", "tools/call", "Mcp-Name", "Add")))
                .isFalse();
    }

    @Test
    void nameInBase64ThenReadInItsOneFormOnly() {
        String name = "\u00fcber ?=";
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + name + "\"}}";
        String right = Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
        assertThat(right).endsWith("=");
        assertThat(agrees(body, named("=?base64?" + right + "?="))).isTrue();
        for (String wrong : List.of(
                "=?BASE64?" + right + "?=",
                "=?base64?" + right.replace("=", "") + "?=",
                "=?base64?" + right + "=?=",
                "=?base64? " + right + "?=",
                "=?base64?" + right,
                "=?base64?" + right.replace('P', '-') + "!?=",
                "=?base64?/w==?=",
                "=?base64??=",
                "=?base64?=",
                right,
                name)) {
            assertThat(agrees(body, named(wrong))).as(wrong).isEqualTo(wrong.equals(name));
        }
        // the same text in Base64 whose last bits are not zero
        assertThat(agrees(callTool(null), named("=?base64?YWRk?="))).isTrue();
        String two = callTool(null).replace("\"add\"", "\"ad\"");
        assertThat(agrees(two, named("=?base64?YWQ=?="))).isTrue();
        assertThat(agrees(two, named("=?base64?YWR=?="))).isFalse();
    }

    @Test
    void headerThatCameTwiceThenRefusedWhateverItSays() {
        for (String name : List.of("mcp-method", "Mcp-Name", "MCP-Protocol-Version", "mcp-session-id")) {
            HttpHeaders headers = new DefaultHttpHeaders().add(name, "x").add(name, "x");
            assertThat(HeaderCheck.repeated(new RequestHead("POST", "/mcp/s", headers)))
                    .hasValueSatisfying(fault -> assertThat(fault.code()).isEqualTo(-32020));
        }
    }

    @Test
    void batchThenEachOfItMustAgree() {
        String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
        assertThat(agrees("[" + list + "," + list + "]", "mcp-method", "tools/list"))
                .isTrue();
        assertThat(agrees("[" + list + "," + callTool(null) + "]", "mcp-method", "tools/list"))
                .isFalse();
        assertThat(agrees("[" + list + "," + callTool(NEW) + "]")).isFalse();
    }

    private static String[] named(String name) {
        return version(NEW, "Mcp-Method", "tools/call", "Mcp-Name", name);
    }

    private static String callTool(@Nullable String claimed) {
        String meta =
                claimed == null ? "" : ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"" + claimed + "\"}";
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"add\"" + meta + "}}";
    }

    private static String[] version(String version, String... more) {
        String[] all = new String[more.length + 2];
        all[0] = "MCP-Protocol-Version";
        all[1] = version;
        System.arraycopy(more, 0, all, 2, more.length);
        return all;
    }

    private static boolean agrees(String body, String... headers) {
        HttpHeaders head = new DefaultHttpHeaders(false);
        for (int i = 0; i < headers.length; i += 2) {
            head.add(headers[i], headers[i + 1]);
        }
        List<RpcMessage> messages =
                ((RpcReading.Messages) RpcReader.read(body.getBytes(StandardCharsets.UTF_8))).messages();
        return HeaderCheck.disagreement(new RequestHead("POST", "/mcp/s", head), messages)
                .map(fault -> {
                    assertThat(fault.code()).isEqualTo(-32020);
                    return false;
                })
                .orElse(true);
    }
}
