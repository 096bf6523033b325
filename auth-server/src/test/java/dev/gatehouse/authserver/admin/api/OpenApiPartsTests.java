package dev.gatehouse.authserver.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenApiPartsTests {

    private static final String COMMON =
            "{\"openapi\":\"3.1.1\",\"components\":{\"schemas\":{\"A\":{\"type\":\"string\"}}}}";

    private static Map<String, JsonNode> parts(String... namesAndTexts) {
        Map<String, JsonNode> parts = new LinkedHashMap<>();
        parts.put("common.json", JsonMapper.shared().readTree(COMMON));
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            parts.put(namesAndTexts[i], JsonMapper.shared().readTree(namesAndTexts[i + 1].replace('\'', '"')));
        }
        return parts;
    }

    @Test
    void partsWhenTheyShareAPathThenEachAddsItsOperations() {
        String document = OpenApiParts.merge(parts(
                        "b.json", "{'paths':{'/x':{'put':{'operationId':'p'}},'/a':{}}}",
                        "a.json", "{'paths':{'/x':{'get':{'operationId':'g'}}},'components':{'schemas':{'B':{}}}}"))
                .toString();
        assertThat(document.replace('"', '\''))
                .isEqualTo("{'openapi':'3.1.1','paths':{'/a':{},'/x':{'get':{'operationId':'g'},"
                        + "'put':{'operationId':'p'}}},'components':{'schemas':{'A':{'type':'string'},'B':{}}}}");
        assertThat(OpenApiParts.merge(parts(
                        "a.json", "{'paths':{'/x':{'get':{'operationId':'g'}}},'components':{'schemas':{'B':{}}}}",
                        "b.json", "{'paths':{'/a':{},'/x':{'put':{'operationId':'p'}}}}")))
                .hasToString(document);
    }

    @Test
    void partsWhenTwoSayTheSameOperationThenTheProgramCannotStart() {
        assertThatThrownBy(() -> OpenApiParts.merge(
                        parts("a.json", "{'paths':{'/x':{'get':{}}}}", "b.json", "{'paths':{'/x':{'get':{}}}}")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("b.json says `get` of `/x`, which another part has said");
    }

    @Test
    void partsWhenTwoSayTheSameSchemaThenTheProgramCannotStart() {
        assertThatThrownBy(() -> OpenApiParts.merge(parts("b.json", "{'components':{'schemas':{'A':{}}}}")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("`A` of `schemas`");
    }

    @Test
    void partsWhenAReferenceLeadsNowhereThenTheProgramCannotStart() {
        for (String reference : new String[] {"#/components/schemas/C", "C", "https://example.com/x#/A", "#nothing"}) {
            assertThatThrownBy(() -> OpenApiParts.merge(
                            parts("b.json", "{'paths':{'/x':{'get':{'x':[{'$ref':'" + reference + "'}]}}}}")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("there is nothing at " + reference);
        }
        assertThat(OpenApiParts.merge(
                        parts("b.json", "{'paths':{'/x':{'get':{'x':[{'$ref':'#/components/schemas/A'}]}}}}")))
                .isNotEmpty();
    }

    @Test
    void partsWhenOneSaysWhatTheDocumentIsThenTheProgramCannotStart() {
        assertThatThrownBy(() -> OpenApiParts.merge(parts("b.json", "{'info':{}}")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("b.json has `info`, which only common.json may have");
    }
}
