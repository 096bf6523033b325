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
    void unlinkedThenNothingThatAMailProgramMakesALinkOf() {
        assertThat(PlainText.unlinked("pay at https://evil.test/x", 100)).isEqualTo("pay at https: //evil. test/x");
        assertThat(PlainText.unlinked("www.evil.test", 100)).isEqualTo("www. evil. test");
        assertThat(PlainText.unlinked("ht\u200Btps:\u200B//evil\u200B.test", 100))
                .isEqualTo("https: //evil. test");
        assertThat(PlainText.unlinked("bücher\u3002example a@b.test", 100))
                .isEqualTo("bücher\u3002 example a@ b. test");
        assertThat(PlainText.unlinked("Dr. Ödön & Co. Kft.", 100)).isEqualTo("Dr. Ödön & Co. Kft.");
        assertThat(PlainText.unlinked("a.b", 3)).isEqualTo("a.…");
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
