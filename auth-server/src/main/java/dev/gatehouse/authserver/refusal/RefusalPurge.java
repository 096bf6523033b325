package dev.gatehouse.authserver.refusal;

import dev.gatehouse.db.refusal.RefusedDecisions;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes refusals that were kept long enough. Several nodes may do it at once: it is idempotent. */
@Component
final class RefusalPurge {

    private static final Logger log = LoggerFactory.getLogger(RefusalPurge.class);

    private final RefusedDecisions refusals;
    private final Clock clock;

    RefusalPurge(RefusedDecisions refusals, Clock clock) {
        this.refusals = refusals;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT15M")
    void purge() {
        try {
            refusals.purge(clock.instant());
        } catch (DataAccessException e) {
            log.warn("cannot purge the refusals now: {}", e.getMessage());
        }
    }
}
