package dev.gatehouse.gateway.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.policy.server.FeatureKind;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.FeaturePolicy.Mode;
import dev.gatehouse.policy.server.FeaturePolicy.Rule;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListReaderTests {

    static final FeaturePolicy ECHO_ONLY = new FeaturePolicy(Map.of(
            FeatureKind.TOOL, new Rule(Mode.ALLOW_SELECTED, Set.of("echo")),
            FeatureKind.PROMPT, new Rule(Mode.BLOCK_ALL, Set.of()),
            FeatureKind.RESOURCE, new Rule(Mode.ALLOW_SELECTED, Set.of("note://{id}", "file:///a"))));

    private final Map<String, Boolean> learned = new HashMap<>();

    @Test
    void listOfEachKindThenWhatIsNotExposedIsGoneAndAllElseStaysByteForByte() {
        assertThat(
                        filtered(
                                "{ \"jsonrpc\":\"2.0\", \"result\" : {\"tools\": [ {\"name\":\"wipe\"}, {\"x\":[1.50, 1e400],\"name\":\"e\\u0063ho\" , \"y\":{\"name\":\"wipe\"}} ,{\"name\":\"Echo\"} ], \"nextCursor\":\"c\\/\", \"ttlMs\":1.0}, \"id\":7}\n"))
                .isEqualTo(
                        "{ \"jsonrpc\":\"2.0\", \"result\" : {\"tools\": [{\"x\":[1.50, 1e400],\"name\":\"e\\u0063ho\" , \"y\":{\"name\":\"wipe\"}}], \"nextCursor\":\"c\\/\", \"ttlMs\":1.0}, \"id\":7}\n");
        assertThat(filtered(result("\"prompts\":[{\"name\":\"a\"},{\"name\":\"b\"}]")))
                .isEqualTo(result("\"prompts\":[]"));
        assertThat(filtered(result(
                        "\"resources\":[{\"uri\":\"note://1\"},{\"uri\":\"note://1/2\"},{\"uri\":\"file:///a\"}]")))
                .isEqualTo(result("\"resources\":[{\"uri\":\"note://1\"},{\"uri\":\"file:///a\"}]"));
        assertThat(
                        filtered(
                                result(
                                        "\"resourceTemplates\":[{\"uriTemplate\":\"note://{id}\"},{\"uriTemplate\":\"file:///{p}\"},{\"uriTemplate\":\"note://{x}\"}]")))
                .isEqualTo(result("\"resourceTemplates\":[{\"uriTemplate\":\"note://{id}\"}]"));
    }

    @Test
    void textOfManyBytesACharacterThenCutAtTheRightPlaces() {
        assertThat(
                        filtered(
                                result(
                                        "\"a\":\"\u00fc\u20ac\ud83d\ude00\",\"tools\":[{\"name\":\"\u00fc\"},{\"t\":\"\ud83d\ude00\u20ac\",\"name\":\"echo\"},{\"name\":\"\u20ac\"}],\"z\":\"\u00fc\"")))
                .isEqualTo(
                        result(
                                "\"a\":\"\u00fc\u20ac\ud83d\ude00\",\"tools\":[{\"t\":\"\ud83d\ude00\u20ac\",\"name\":\"echo\"}],\"z\":\"\u00fc\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"echo\"}]}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"capabilities\":{\"tools\":{\"listChanged\":true},\"prompts\":{}}}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"data\":{\"tools\":[{\"name\":\"wipe\"}]}}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\",\"params\":{\"tools\":[1]}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"wipe\"}]}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}",
                "[]"
            })
    void nothingToHideThenTheVerySameBytes(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        assertThat(ListReader.changed(bytes, look(ECHO_ONLY, false, null))).isSameAs(bytes);
    }

    @Test
    void batchThenEachAnswerIsCutDown() {
        assertThat(filtered("[" + result("\"tools\":[{\"name\":\"wipe\"}]") + ",{\"method\":\"x\"},"
                        + result("\"prompts\":[{\"name\":\"p\"}]") + "]"))
                .isEqualTo("[" + result("\"tools\":[]") + ",{\"method\":\"x\"}," + result("\"prompts\":[]") + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "nonsense",
                "1",
                "[1]",
                "{\"result\":{\"tools\":[{\"name\":\"wipe\"}]}} {}",
                "{\"result\":{\"tools\":[{\"name\":\"echo\",\"name\":\"wipe\"}]}}",
                "{\"result\":{\"tools\":[],\"tools\":[{\"name\":\"wipe\"}]}}",
                "{\"result\":{\"tools\":[],\"t\\u006fols\":[{\"name\":\"wipe\"}]}}",
                "{\"result\":{},\"result\":{\"tools\":[{\"name\":\"wipe\"}]}}",
                "{\"result\":{\"Tools\":[{\"name\":\"wipe\"}]}}",
                "{\"Result\":{\"tools\":[{\"name\":\"wipe\"}]}}",
                "{\"result\":{\"tools\":{\"0\":{\"name\":\"wipe\"}}}}",
                "{\"result\":{\"tools\":[[{\"name\":\"wipe\"}]]}}",
                "{\"result\":{\"tools\":[\"wipe\"]}}",
                "{\"result\":{\"tools\":[{\"name\":\"wipe\"},]}}",
                "{\"result\":{\"tools\":[{\"name\":\"wipe\"}]}",
                "\ufeff{\"result\":{\"tools\":[{\"name\":\"wipe\"}]}}"
            })
    void notToBeReadInOneWayOnlyThenNotPassedOn(String json) {
        assertThatThrownBy(() -> filtered(json)).isInstanceOf(UnreadableException.class);
    }

    @Test
    void otherEncodingsOrTooDeepThenNotPassedOn() throws Exception {
        String list = result("\"tools\":[{\"name\":\"wipe\"}]");
        for (byte[] bytes : new byte[][] {
            list.getBytes("UTF-16LE"),
            list.getBytes("UTF-16"),
            list.getBytes("UTF-32BE"),
            list.replace("wipe", "\u00fc").getBytes("ISO-8859-1"),
            ("{\"result\":" + "[".repeat(5000) + "]".repeat(5000) + "}").getBytes("UTF-8")
        }) {
            assertThatThrownBy(() -> ListReader.changed(bytes, look(ECHO_ONLY, false, null)))
                    .isInstanceOf(UnreadableException.class);
        }
    }

    @Test
    void elementThatNamesNothingThenHidden() {
        assertThat(filtered(result("\"tools\":[{},{\"name\":5},{\"Name\":\"echo\"},{\"name\":\"echo\"}]")))
                .isEqualTo(result("\"tools\":[{\"name\":\"echo\"}]"));
    }

    @Test
    void cacheScopeThenPrivateWhateverItWasAndThereWhereAListHasNone() {
        Look look = look(FeaturePolicy.ALLOW_ALL, true, null);
        for (String scope : new String[] {"\"public\"", "\"\\u0070ublic\"", "7", "{\"a\":1}", "[ 1 ]", "null"}) {
            assertThat(changed(result("\"tools\":[],\"cacheScope\" : " + scope + " ,\"ttlMs\":5"), look))
                    .isEqualTo(result("\"tools\":[],\"cacheScope\" : \"private\" ,\"ttlMs\":5"));
        }
        assertThat(changed(result("\"contents\":[],\"cacheScope\":\"public\""), look))
                .isEqualTo(result("\"contents\":[],\"cacheScope\":\"private\""));
        assertThat(changed(result("\"prompts\":[{\"name\":\"a\"}]"), look))
                .isEqualTo(result("\"cacheScope\":\"private\",\"prompts\":[{\"name\":\"a\"}]"));
        assertThat(changed(result("\"contents\":[]"), look)).isEqualTo(result("\"contents\":[]"));
        assertThat(changed(result("\"tools\":[],\"cacheScope\":\"private\""), look))
                .isEqualTo(result("\"tools\":[],\"cacheScope\":\"private\""));
        assertThat(changed(
                        result("\"tools\":[{\"name\":\"wipe\"}],\"cacheScope\":\"public\""),
                        look(ECHO_ONLY, true, null)))
                .isEqualTo(result("\"tools\":[],\"cacheScope\":\"private\""));
    }

    @Test
    void toolsListAnsweredThenLearnedWhatTheySayAndAContradictionIsNoPromise() {
        String list = result(
                "\"tools\":[{\"name\":\"r\",\"annotations\":{\"readOnlyHint\":true}},{\"name\":\"w\",\"annotations\":{\"readOnlyHint\":false}},{\"name\":\"n\"},"
                        + "{\"name\":\"s\",\"annotations\":{\"readOnlyHint\":\"true\"}},{\"name\":\"t\",\"readOnlyHint\":true},"
                        + "{\"name\":\"d\",\"annotations\":{\"readOnlyHint\":true,\"destructiveHint\":true}},"
                        + "{\"name\":\"two\",\"annotations\":{\"readOnlyHint\":true}},{\"name\":\"two\"}]");
        changed(list, look(FeaturePolicy.ALLOW_ALL, false, "1"));
        assertThat(learned)
                .isEqualTo(Map.of("r", true, "w", false, "n", false, "s", false, "t", false, "d", false, "two", false));
    }

    @Test
    void anotherAnswerThanTheOneAskedForThenNothingIsLearned() {
        String tool = "\"tools\":[{\"name\":\"r\",\"annotations\":{\"readOnlyHint\":true}}]";
        Look look = look(FeaturePolicy.ALLOW_ALL, false, "1");
        changed(result(tool).replace("\"id\":1", "\"id\":\"1\""), look);
        changed(result(tool).replace("\"id\":1", "\"id\":2"), look);
        changed("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{" + tool + "}}", look);
        changed("{\"jsonrpc\":\"2.0\",\"id\":1,\"params\":{" + tool + "},\"method\":\"x\"}", look);
        changed(result("\"structuredContent\":{" + tool + "}"), look);
        assertThat(learned).isEmpty();
    }

    private String filtered(String json) {
        return changed(json, look(ECHO_ONLY, false, null));
    }

    private static String changed(String json, Look look) {
        return new String(ListReader.changed(json.getBytes(StandardCharsets.UTF_8), look), StandardCharsets.UTF_8);
    }

    private Look look(FeaturePolicy features, boolean privateCache, @Nullable String learnedFrom) {
        return new Look(features, privateCache, true, learnedFrom, (tools, cursor) -> learned.putAll(tools));
    }

    private static String result(String members) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{" + members + "}}";
    }
}
