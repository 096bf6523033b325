package dev.gatehouse.authserver.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTests {

    @Test
    void nameThenOnOneLineWithoutWhatTurnsOrHidesText() {
        assertThat(PlainText.name("A\r\nBcc: b@c.test\u0000\u2028x", 100)).isEqualTo("A Bcc: b@c.test x");
        assertThat(PlainText.name("pay\u202Egnp.exe\u200B\u2066", 100)).isEqualTo("paygnp.exe");
        assertThat(PlainText.name("  Ödön  \t Kft. ", 100)).isEqualTo("Ödön Kft.");
        assertThat(PlainText.name("\uD83D", 100)).isEmpty();
        assertThat(PlainText.name("👩\u200D🚀 crew", 100)).isEqualTo("👩\u200D🚀 crew");
    }

    @Test
    void nameThatIsTooLongThenCutAndNeverInTheMiddleOfACharacter() {
        assertThat(PlainText.name("abcdef", 6)).isEqualTo("abcdef");
        assertThat(PlainText.name("abcdefg", 6)).isEqualTo("abcde…");
        assertThat(PlainText.name("😀".repeat(9), 4)).isEqualTo("😀😀😀…");
    }

    @Test
    void wrappedThenNoLineIsLongerThanAMailWants() {
        String wrapped = PlainText.wrapped("word ".repeat(60) + "x".repeat(90));
        assertThat(wrapped.lines().limit(4)).allMatch(line -> line.length() <= 72);
        assertThat(wrapped.lines()).last().isEqualTo("x".repeat(90));
    }
}
