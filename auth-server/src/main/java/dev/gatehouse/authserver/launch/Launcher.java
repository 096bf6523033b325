package dev.gatehouse.authserver.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Tells the launcher when the program is ready ({@code GATEHOUSE_READY_FILE}), and ends when the launcher is gone
 * ({@code GATEHOUSE_PARENT_PID}), however it went.
 */
@Component
final class Launcher {

    private static final Logger log = LoggerFactory.getLogger(Launcher.class);

    private final Environment environment;

    Launcher(Environment environment) {
        this.environment = environment;
    }

    @EventListener
    @Order
    void ready(ApplicationReadyEvent event) throws IOException {
        log.info("the authorization server is ready on port {}", environment.getProperty("local.server.port"));
        long parent = environment.getProperty("GATEHOUSE_PARENT_PID", Long.class, -1L);
        if (parent > 0) {
            ProcessHandle.of(parent)
                    .ifPresentOrElse(launcher -> launcher.onExit().thenRun(() -> System.exit(0)), () -> System.exit(0));
        }
        String file = environment.getProperty("GATEHOUSE_READY_FILE", "");
        if (!file.isBlank()) {
            Files.writeString(Path.of(file), "ready\n");
        }
    }
}
