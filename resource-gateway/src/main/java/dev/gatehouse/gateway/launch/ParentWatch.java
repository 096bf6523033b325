package dev.gatehouse.gateway.launch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Ends this process with the process {@code GATEHOUSE_PARENT_PID}, so that a killed launcher leaves nothing behind. */
@Component
final class ParentWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ParentWatch.class);

    private final String pid;

    ParentWatch(Environment environment) {
        this.pid = environment.getProperty("GATEHOUSE_PARENT_PID", "");
    }

    @EventListener(ApplicationReadyEvent.class)
    void watch() {
        if (pid.isBlank()) {
            return;
        }
        try {
            ProcessHandle.of(Long.parseLong(pid.strip()))
                    .ifPresentOrElse(parent -> parent.onExit().thenRun(ParentWatch::end), ParentWatch::end);
        } catch (NumberFormatException e) {
            LOG.warn("GATEHOUSE_PARENT_PID is not a process id");
        }
    }

    private static void end() {
        LOG.info("the parent process has ended, so does this one");
        new Thread(() -> System.exit(0), "gateway-exit").start();
    }
}
