package dev.gatehouse.authserver.key;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Reads the keys again and again, and does what it is time for. Every node does: the first one does it for all. */
@Component
final class KeyWatch {

    private static final Logger log = LoggerFactory.getLogger(KeyWatch.class);

    private final KeyRing ring;
    private final KeyChanges changes;
    private boolean failing;

    KeyWatch(KeyRing ring, KeyChanges changes) {
        this.ring = ring;
        this.changes = changes;
    }

    @Scheduled(fixedDelayString = "PT1S", initialDelayString = "PT1S")
    void look() {
        try {
            if (changes.due(ring.refresh().stored())) {
                changes.onSchedule();
                ring.refresh();
            }
            failing = false;
        } catch (RuntimeException e) {
            // whatever it was: the keys that are known go on signing, and the next look may succeed
            if (!failing) {
                log.warn("cannot look after the keys now: {}", String.valueOf(e.getMessage()));
            }
            failing = true;
        }
    }
}
