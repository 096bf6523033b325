package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Admin\u200b",
                "\u200b",
                "\u3164",
                "\u2800",
                "a\u00adb",
                "a\ufeffb",
                "a\u2060b",
                "\udb40\udc41",
                "a\u202eb",
                "a\u2066b",
                "a\u200eb",
                "a\u061cb",
                "a\u2028b",
                "a\u0085b",
                "a\u0000b",
                "a\ud800b",
                "\ufdd0"
            })
    void nameThatDoesNotShowAsItIsThenRefused(String name) {
        assertThatThrownBy(() -> Values.name(name)).isInstanceOf(InvalidValue.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "R\u00e4ume \u0026 M\u00e4use",
                "\u05e9\u05dc\u05d5\u05dd",
                "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
                "\ud83d\udc69\u200d\ud83d\udcbb",
                "\u6771\u4eac",
                "O'Neill"
            })
    void nameInAnyScriptThenTakenAsItIs(String name) {
        assertThat(Values.name(" " + name + " ")).isEqualTo(name);
    }
}
