package dev.gatehouse.policy.account;

import static dev.gatehouse.policy.account.IntegrationLevel.MANAGE;
import static dev.gatehouse.policy.account.IntegrationLevel.MONITOR;
import static dev.gatehouse.policy.account.IntegrationLevel.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IntegrationLevelsTests {

    private static final UUID A = UUID.randomUUID();
    private static final UUID B = UUID.randomUUID();

    private static IntegrationLevels levels(IntegrationLevel onAll, Map<UUID, IntegrationLevel> chosen) {
        return new IntegrationLevels(onAll, chosen);
    }

    @Test
    void levelOnAnIntegrationThenIsTheHigherOne() {
        for (IntegrationLevel onAll : IntegrationLevel.values()) {
            for (IntegrationLevel chosen : IntegrationLevel.values()) {
                IntegrationLevels levels = levels(onAll, Map.of(A, chosen));
                assertThat(levels.on(A)).isEqualTo(onAll.compareTo(chosen) > 0 ? onAll : chosen);
                assertThat(levels.on(B)).isEqualTo(onAll);
                assertThat(levels.best()).isEqualTo(levels.on(A));
            }
        }
        assertThat(levels(NONE, Map.of()).best()).isEqualTo(NONE);
        assertThat(levels(NONE, Map.of(A, MONITOR, B, MANAGE)).best()).isEqualTo(MANAGE);
    }

    @Test
    void levelsThenCoverOnlyWhatIsWithinThem() {
        IntegrationLevels some = levels(MONITOR, Map.of(A, MANAGE));
        assertThat(some.covers(some)).isTrue();
        assertThat(some.covers(levels(NONE, Map.of(A, MANAGE, B, MONITOR)))).isTrue();
        assertThat(some.covers(levels(NONE, Map.of(B, MANAGE)))).isFalse();
        assertThat(some.covers(levels(MANAGE, Map.of()))).isFalse();
        assertThat(levels(MANAGE, Map.of()).covers(some)).isTrue();
        assertThat(levels(NONE, Map.of(A, MANAGE)).covers(levels(MONITOR, Map.of())))
                .isFalse();
        assertThat(levels(NONE, Map.of()).covers(levels(NONE, Map.of()))).isTrue();
    }
}
