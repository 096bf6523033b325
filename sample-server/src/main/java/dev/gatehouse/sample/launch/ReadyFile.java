package dev.gatehouse.sample.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Creates the file named by {@code GATEHOUSE_READY_FILE} once every connector accepts requests. */
@Component
@ConditionalOnProperty("gatehouse.ready-file")
class ReadyFile {

    private final Path file;

    ReadyFile(@Value("${gatehouse.ready-file}") String file) {
        this.file = Path.of(file);
    }

    @EventListener(ApplicationReadyEvent.class)
    void write() throws IOException {
        Files.writeString(file, "ready\n");
    }
}
