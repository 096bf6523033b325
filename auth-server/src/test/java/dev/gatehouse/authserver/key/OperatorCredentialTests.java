package dev.gatehouse.authserver.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class OperatorCredentialTests {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String PATH = "/internal/v1/keys/rotate";

    private final OperatorCredential ours = credential("one-master-key-0123456789-0123456789", NOW);

    @Test
    void headerOfTheHolderOfTheMasterKeyThenProvesForAMinute() {
        String header = ours.header("POST", PATH);

        assertThat(ours.proves(header, "POST", PATH)).isTrue();
        assertThat(at(NOW.plusSeconds(60)).proves(header, "POST", PATH)).isTrue();
        assertThat(at(NOW.plusSeconds(61)).proves(header, "POST", PATH)).isFalse();
        assertThat(at(NOW.minusSeconds(61)).proves(header, "POST", PATH)).isFalse();
    }

    @Test
    void headerOfAnotherRequestOrKeyOrNoneThenProvesNothing() {
        String header = ours.header("POST", PATH);

        assertThat(ours.proves(header, "GET", PATH)).isFalse();
        assertThat(ours.proves(header, "POST", "/internal/v1/keys/x/revoke")).isFalse();
        assertThat(ours.proves(header.replace("t=1", "t=2"), "POST", PATH)).isFalse();
        assertThat(ours.proves(header + " ", "POST", PATH)).isFalse();
        assertThat(ours.proves(null, "POST", PATH)).isFalse();
        assertThat(credential("another-master-key-0123456789-01234567", NOW).proves(header, "POST", PATH))
                .isFalse();
        assertThat(header).doesNotContain("one-master-key");
    }

    private static OperatorCredential at(Instant now) {
        return credential("one-master-key-0123456789-0123456789", now);
    }

    private static OperatorCredential credential(String masterKey, Instant now) {
        return new OperatorCredential(masterKey, InstantSource.fixed(now));
    }
}
