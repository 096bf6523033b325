package dev.gatehouse.authserver.client.assertion;

import dev.gatehouse.db.client.UsedAssertions;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets assertions that have expired. Several nodes may do it at once: it is idempotent. */
@Component
final class AssertionPurge {

    private static final Logger log = LoggerFactory.getLogger(AssertionPurge.class);

    private final UsedAssertions used;
    private final Clock clock;

    AssertionPurge(UsedAssertions used, Clock clock) {
        this.used = used;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT10M")
    void purge() {
        try {
            // a node whose clock is ahead must not forget what another one would still let in
            used.purge(clock.instant().minusSeconds(600));
        } catch (DataAccessException e) {
            log.warn("cannot purge used assertions now: {}", e.getMessage());
        }
    }
}
