package dev.gatehouse.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySetTextTests {

    private static final String KEY = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k\","
            + "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
            + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}";

    @Test
    void keySetThenItsKeys() {
        assertThat(KeySetText.parse("{\"keys\":[" + KEY + "],\"more\":null}")
                        .orElseThrow()
                        .getKeys())
                .hasSize(1);
        assertThat(KeySetText.parse("{\"keys\":[]}")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "1",
                "{",
                "{}",
                "{\"keys\":null}",
                "{\"keys\":{}}",
                "{\"keys\":\"x\"}",
                "{\"keys\":[null]}",
                "{\"keys\":[KEY,null]}",
                "{\"keys\":[null,KEY]}",
                "{\"keys\":[1]}",
                "{\"keys\":[\"x\"]}",
                "{\"keys\":[[]]}",
                "{\"keys\":[{}]}",
                "{\"keys\":[{\"kty\":null}]}",
                "{\"keys\":[{\"kty\":1}]}",
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":null,\"x\":null,\"y\":null}]}",
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"n\":null,\"e\":\"AQAB\"}]}",
                "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"\",\"x\":\"\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"\",\"x5c\":[null]}]}"
            })
    void textThatIsNoKeySetThenEmpty(String text) {
        assertThat(KeySetText.parse(text.replace("KEY", KEY))).isEmpty();
    }

    @Test
    void textOfManyBracketsThenEmpty() {
        assertThat(KeySetText.parse("{\"keys\":" + "[".repeat(60_000))).isEmpty();
        assertThat(KeySetText.parse("[".repeat(60_000) + "]".repeat(60_000))).isEmpty();
    }
}
