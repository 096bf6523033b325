package dev.gatehouse.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The settings of logs, metrics and traces. */
class ObserveCheckTests {

    @Test
    void defaultsThenALogAPortOnLoopbackAndNoTraces() {
        ObserveSettings settings =
                ObserveCheck.check(new ObserveProperties("on", "8081", "loopback", "", "1", List.of()));

        assertThat(settings.accessLog()).isTrue();
        assertThat(settings.managementPort()).hasValue(8081);
        assertThat(settings.managementOnLoopback()).isTrue();
        assertThat(settings.traces()).isNull();
        assertThat(settings.traceRatio()).isEqualTo(1);
    }

    @Test
    void everythingElseThenAsWritten() {
        ObserveSettings settings = ObserveCheck.check(new ObserveProperties(
                " OFF ", "off", "any", "http://collector:4318/", "0.25", List.of("10.0.0.0/8", "")));

        assertThat(settings.accessLog()).isFalse();
        assertThat(settings.managementPort()).isEmpty();
        assertThat(settings.managementOnLoopback()).isFalse();
        assertThat(settings.traces()).isEqualTo(URI.create("http://collector:4318/v1/traces"));
        assertThat(settings.traceRatio()).isEqualTo(0.25);
        assertThat(settings.trustedProxies()).hasSize(1);
    }

    @Test
    void nothingThatMayBeThenAllOfItIsListedAndNoKeyOfACollector() {
        ObserveProperties wrong = new ObserveProperties(
                "loud", "70000", "world", "https://key-of-the-collector@x", "NaN", List.of("proxy.example"));

        SettingsException refused = catchThrowableOfType(SettingsException.class, () -> ObserveCheck.check(wrong));

        assertThat(refused.problems()).hasSize(6);
        assertThat(refused.getMessage()).doesNotContain("key-of-the-collector");
    }
}
