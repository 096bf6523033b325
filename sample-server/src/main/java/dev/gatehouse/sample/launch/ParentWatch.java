package dev.gatehouse.sample.launch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Ends this program when the process named by {@code GATEHOUSE_PARENT_PID} has ended, so that a launcher killed without
 * a chance to clean up leaves nothing behind.
 */
@Component
@ConditionalOnProperty("gatehouse.parent-pid")
class ParentWatch {

    private static final Logger LOGGER = LoggerFactory.getLogger(ParentWatch.class);

    private final long pid;
    private final Runnable exit;

    @Autowired
    ParentWatch(@Value("${gatehouse.parent-pid}") long pid) {
        this(pid, () -> System.exit(0));
    }

    ParentWatch(long pid, Runnable exit) {
        this.pid = pid;
        this.exit = exit;
    }

    @EventListener(ApplicationReadyEvent.class)
    void watch() {
        ProcessHandle.of(pid).ifPresentOrElse(parent -> parent.onExit().thenRun(this::stop), this::stop);
    }

    private void stop() {
        LOGGER.info("process {} has ended, stopping", pid);
        // on a thread of its own: the shutdown hook may wait for the one that called
        Thread thread = new Thread(exit, "parent-watch");
        thread.setDaemon(true);
        thread.start();
    }
}
