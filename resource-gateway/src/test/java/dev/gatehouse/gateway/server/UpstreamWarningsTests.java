package dev.gatehouse.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class UpstreamWarningsTests {

    @Test
    void sameKindAgainThenQuietAndAnotherKindOrSubjectThenTold() {
        Logger log = (Logger) LoggerFactory.getLogger("upstream-warnings-tests");
        log.setLevel(Level.WARN);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        log.addAppender(told);
        UpstreamWarnings warnings = new UpstreamWarnings(log, Duration.ofMinutes(1));

        warnings.about("one", "it answers 502");
        warnings.about("one", "it answers 503");
        warnings.about("one", "it answers 401");
        warnings.about("one", "it cannot be asked");
        warnings.about("one", "it cannot be asked");
        warnings.about("two", "it answers 502");

        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "one: it answers 502", "one: it answers 401", "one: it cannot be asked", "two: it answers 502");
    }
}
