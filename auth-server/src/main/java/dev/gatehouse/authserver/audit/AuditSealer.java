package dev.gatehouse.authserver.audit;

import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.audit.AuditSeals;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Seals what was appended to the audit log, and signs checkpoints, every second on the node that holds the lease. */
@Component
final class AuditSealer {

    private static final Logger log = LoggerFactory.getLogger(AuditSealer.class);
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final int BATCH = 500;

    private final UUID node = UUID.randomUUID();
    private final AuditSeals seals;
    private final SignedCheckpoints checkpoints;
    private final Duration interval;
    private boolean failing;

    AuditSealer(AuditSeals seals, SignedCheckpoints checkpoints, Settings settings) {
        this.seals = seals;
        this.checkpoints = checkpoints;
        this.interval = settings.auditCheckpointInterval();
    }

    @Scheduled(fixedDelayString = "PT1S", initialDelayString = "PT1S")
    void look() {
        try {
            if (seals.due(interval)) {
                work();
            }
            failing = false;
        } catch (ConcurrencyFailureException | DuplicateKeyException e) {
            log.debug("another node seals, too: {}", e.getMessage());
        } catch (RuntimeException e) {
            // whatever it was: nothing is lost, and the next look may succeed
            if (!failing) {
                log.warn("cannot seal the audit log now: {}", String.valueOf(e.getMessage()));
            }
            failing = true;
        }
    }

    /** The lease is renewed before each batch, so that a node that lost it stops. */
    private void work() {
        boolean more = true;
        while (more) {
            if (!seals.lease(node, LEASE)) {
                return;
            }
            more = seals.seal(BATCH) == BATCH;
        }
        seals.checkpoint(interval, checkpoints::sign);
    }
}
