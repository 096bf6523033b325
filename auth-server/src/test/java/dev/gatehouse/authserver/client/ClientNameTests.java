package dev.gatehouse.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientNameTests {

    @Test
    void nameOfAHundredThenWhole() {
        assertThat(ClientName.clean("x".repeat(100))).isEqualTo("x".repeat(100));
    }

    @Test
    void nameThatIsLongerThenCutAndSaysSo() {
        assertThat(ClientName.clean("x".repeat(101))).isEqualTo("x".repeat(99) + "…");
    }

    @Test
    void nameThatIsLongerWhenTheCutFallsIntoACharacterThenBeforeIt() {
        assertThat(ClientName.clean("x".repeat(98) + "😀😀")).isEqualTo("x".repeat(98) + "…");
    }
}
