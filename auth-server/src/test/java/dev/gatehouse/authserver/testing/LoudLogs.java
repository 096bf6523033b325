package dev.gatehouse.authserver.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Turns logs up, of both kinds, and keeps what they say instead of printing it. */
public final class LoudLogs implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Logger> loggers;
    private final List<java.util.logging.Logger> julLoggers;
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    };
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLoggerName() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Turns these up to this level, and for Jakarta Mail everything that it has. */
    public LoudLogs(Level level, String... names) {
        loggers = Stream.of(names)
                .map(name -> (Logger) LoggerFactory.getLogger(name))
                .toList();
        julLoggers = Stream.of("jakarta.mail", "org.eclipse.angus.mail", "org.eclipse.angus.mail.smtp.protocol")
                .map(java.util.logging.Logger::getLogger)
                .toList();
        appender.start();
        loggers.forEach(logger -> {
            logger.setLevel(level);
            logger.setAdditive(false);
            logger.addAppender(appender);
        });
        julLoggers.forEach(logger -> {
            logger.setLevel(java.util.logging.Level.ALL);
            logger.addHandler(handler);
        });
    }

    /** What they said. */
    public List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        loggers.forEach(logger -> {
            logger.detachAppender(appender);
            logger.setAdditive(true);
            logger.setLevel(null);
        });
        julLoggers.forEach(logger -> {
            logger.removeHandler(handler);
            logger.setLevel(null);
        });
    }
}
