package dev.gatehouse.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys by place, where places on this machine will do. */
class ClientKeysTests {

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/jwks", "//localhost/jwks", "mailto:a@localhost", "ftp://localhost/jwks", "http:", "?"})
    void placeThatIsNoHttpUrlThenUnusableOnLoopbackToo(String uri) {
        assertThatThrownBy(() -> ClientKeys.of(null, uri, true)).isInstanceOf(ClientKeys.Unusable.class);
    }

    @Test
    void placeOnThisMachineThenOnlyOnLoopback() {
        assertThat(ClientKeys.of(null, "http://localhost:1/jwks", true).jwksUri())
                .isEqualTo("http://localhost:1/jwks");
        assertThatThrownBy(() -> ClientKeys.of(null, "http://localhost:1/jwks", false))
                .isInstanceOf(ClientKeys.Unusable.class);
    }
}
