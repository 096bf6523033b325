package dev.gatehouse.authserver.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewPasswordTests {

    @ParameterizedTest
    @CsvSource({
        "elevenchars, TOO_SHORT",
        "password1234, COMMON",
        "PassW0rd!!!!!2026, COMMON",
        "123456789012, COMMON",
        "qwertyuiop12, COMMON",
        "gatehouse-demo, COMMON",
        "aaaaaaaaaaaaaaa, COMMON",
        "abababababab, COMMON",
        "robin.lovelace, PERSONAL",
        "Lovelace-Robin1, PERSONAL"
    })
    void easyToGuessThenRefused(String password, NewPassword.Problem problem) {
        assertThat(NewPassword.problem(password, "robin.lovelace@x.example", "Robin Lovelace"))
                .contains(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nine green umbrellas",
                "twelve chars",
                "тихая зелёная река",
                "robin likes nine umbrellas",
                "x9$kQ2!mLp4z"
            })
    void anythingElseThenTaken(String password) {
        assertThat(NewPassword.problem(password, "robin.lovelace@x.example", "Robin Lovelace"))
                .isEmpty();
    }

    @Test
    void tooLongOrWithControlCharactersThenRefused() {
        String fits = "abcdefg-".repeat(16);
        assertThat(NewPassword.problem(fits, "e", "n")).isEmpty();
        assertThat(NewPassword.problem(fits + "h", "e", "n")).contains(NewPassword.Problem.TOO_LONG);
        assertThat(NewPassword.problem("nine green\u0000umbrellas", "e", "n")).contains(NewPassword.Problem.UNREADABLE);
    }
}
