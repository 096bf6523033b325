package dev.gatehouse.gateway.launch;

import dev.gatehouse.gateway.feed.Feed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Writes {@code GATEHOUSE_READY_FILE} once the server listens and the first snapshot is in force. */
@Component
final class ReadyFile {

    private static final Logger LOG = LoggerFactory.getLogger(ReadyFile.class);

    private final Feed feed;
    private final String file;

    ReadyFile(Feed feed, Environment environment) {
        this.feed = feed;
        this.file = environment.getProperty("GATEHOUSE_READY_FILE", "");
    }

    @EventListener(ApplicationReadyEvent.class)
    void listening() {
        if (!file.isBlank()) {
            feed.first().thenRun(this::write);
        }
    }

    private void write() {
        try {
            Files.writeString(Path.of(file), "ready\n");
        } catch (IOException e) {
            LOG.warn("GATEHOUSE_READY_FILE cannot be written: {}", e.getMessage());
        }
    }
}
