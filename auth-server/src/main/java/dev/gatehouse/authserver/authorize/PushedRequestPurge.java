package dev.gatehouse.authserver.authorize;

import dev.gatehouse.db.pushed.PushedRequestRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes pushed requests that are used or too old. Several nodes may do it at once: it is idempotent. */
@Component
final class PushedRequestPurge {

    private static final Logger log = LoggerFactory.getLogger(PushedRequestPurge.class);

    private final PushedRequestRepository requests;

    PushedRequestPurge(PushedRequestRepository requests) {
        this.requests = requests;
    }

    @Scheduled(fixedDelayString = "PT30S", initialDelayString = "PT30S")
    void purge() {
        try {
            requests.purge();
        } catch (DataAccessException e) {
            log.warn("cannot purge pushed requests now: {}", e.getMessage());
        }
    }
}
