package dev.gatehouse.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChanceTests {

    private static long kept(double ratio) {
        String lowest = "00000000000000000000000000000001";
        return IntStream.range(0, 1_000)
                .filter(i -> new Chance(ratio)
                                .shouldSample(
                                        Context.root(), lowest, "x", SpanKind.SERVER, Attributes.empty(), List.of())
                                .getDecision()
                        == SamplingDecision.RECORD_AND_SAMPLE)
                .count();
    }

    @Test
    void idOfAClientsChoiceThenKeptNoMoreOftenThanAnyOther() {
        assertThat(kept(0)).isZero();
        assertThat(kept(0.5)).isBetween(300L, 700L);
        assertThat(kept(1)).isEqualTo(1_000);
    }
}
