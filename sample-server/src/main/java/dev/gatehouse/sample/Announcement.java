package dev.gatehouse.sample;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The one line at start. */
@Component
class Announcement {

    private static final Logger LOGGER = LoggerFactory.getLogger(Announcement.class);

    private final int port;

    Announcement(SampleServerProperties properties) {
        this.port = properties.samplePort();
    }

    @EventListener(ApplicationReadyEvent.class)
    void announce() {
        LOGGER.info("sample server ready on http://localhost:{}: everything, notes, vault, direct", port);
    }
}
