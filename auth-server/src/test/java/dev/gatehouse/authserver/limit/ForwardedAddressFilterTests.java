package dev.gatehouse.authserver.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedAddressFilterTests {

    private final ForwardedAddressFilter filter =
            new ForwardedAddressFilter(List.of("10.0.0.0/8", "::1", "2001:db8::/32"));

    @ParameterizedTest
    @CsvSource({
        // a peer that nobody trusts says what it likes
        "203.0.113.9, 198.51.100.1, 203.0.113.9",
        "203.0.113.9, '10.0.0.1, 10.0.0.2', 203.0.113.9",
        // the rightmost that is no proxy of ours; what stands further left was sent by that one
        "10.0.0.1, 198.51.100.1, 198.51.100.1",
        "10.0.0.1, '192.0.2.66, 198.51.100.1', 198.51.100.1",
        "10.0.0.1, '192.0.2.66, 198.51.100.1, 10.0.0.2', 198.51.100.1",
        "10.0.0.1, '127.0.0.1,198.51.100.1', 198.51.100.1",
        "::1, 2001:db8::5, 2001:db8::5",
        "::1, '198.51.100.1, [2001:db8::5]:443', 198.51.100.1",
        "10.0.0.1, 198.51.100.1:4711, 198.51.100.1",
        // what is no address ends the walk
        "10.0.0.1, unknown, 10.0.0.1",
        "10.0.0.1, '198.51.100.1, attacker.example', 10.0.0.1",
        "10.0.0.1, 999.1.1.1, 10.0.0.1",
        "10.0.0.1, '', 10.0.0.1",
        "10.0.0.1, '198.51.100.1,', 10.0.0.1"
    })
    void originThenTheRightmostAddressThatIsNoTrustedProxy(String peer, String header, String origin) {
        assertThat(filter.origin(peer, List.of(header))).isEqualTo(origin);
    }

    @Test
    void severalHeadersThenReadAsOne() {
        assertThat(filter.origin("10.0.0.1", List.of("192.0.2.66", "198.51.100.1, 10.0.0.2")))
                .isEqualTo("198.51.100.1");
        assertThat(filter.origin("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
    }
}
