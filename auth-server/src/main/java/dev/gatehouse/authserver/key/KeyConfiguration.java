package dev.gatehouse.authserver.key;

import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.policy.key.KeySchedule;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How long keys live. */
@Configuration(proxyBeanMethods = false)
class KeyConfiguration {

    /** Twice as long as the key set may be kept (max-age 300 s), and far longer than a node takes to learn of a key. */
    private static final Duration LEAD = Duration.ofMinutes(10);

    /** For clocks that differ, and for a request that was under way. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    /** The most that the setting allows, since it may have been changed meanwhile. */
    private static final Duration LONGEST_ACCESS_TOKEN = Duration.ofHours(1);

    /** Gateways make none that lives longer (docs/upstreams.md). */
    private static final Duration LONGEST_ASSERTION = Duration.ofMinutes(1);

    /** For good, as far as anybody can tell: a checkpoint is verified years later, by the key as it was wrapped. */
    private static final Duration FOR_GOOD = Duration.ofDays(365 * 1000);

    /** An authorization moves to the newest key whenever it is refreshed, so none can need a key for longer. */
    @Bean
    KeySchedules keySchedules(Settings settings) {
        Duration rotation = settings.signing().rotation();
        return new KeySchedules(
                new KeySchedule(rotation, LEAD, LONGEST_ACCESS_TOKEN.plus(MARGIN)),
                new KeySchedule(rotation, LEAD, settings.refreshAbsoluteTtl().plus(MARGIN)),
                new KeySchedule(rotation, LEAD, FOR_GOOD),
                new KeySchedule(rotation, LEAD, LONGEST_ASSERTION.plus(MARGIN)));
    }
}
