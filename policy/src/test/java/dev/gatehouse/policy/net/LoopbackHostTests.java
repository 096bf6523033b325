package dev.gatehouse.policy.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackHostTests {

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost:9001", "127.0.0.1", "127.9.8.7:1", "[::1]", "[::1]:9001"})
    void loopbackThenYes(String field) {
        assertThat(LoopbackHost.isField(field)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "evil.example", "localhost.evil.example:9001", "127.0.0.1.evil.example", "10.0.0.1", "::1"})
    void anyOtherThenNo(String field) {
        assertThat(LoopbackHost.isField(field)).isFalse();
    }
}
