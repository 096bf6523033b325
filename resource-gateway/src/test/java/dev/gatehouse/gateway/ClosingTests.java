package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.LeakWatch;
import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A gateway that is stopped while answers are on their way. */
class ClosingTests {

    @Test
    void stoppedWithUnreadAnswersThenEveryBufferIsGivenBack() throws Exception {
        for (int round = 0; round < 3; round++) {
            List<RawConnection> open = new ArrayList<>();
            try (TestGateway gateway = new TestGateway()) {
                gateway.eventuallyWithin(
                        Duration.ofSeconds(10),
                        () -> gateway.get("/health/ready").statusCode() == 200);
                gateway.upstream.answer(exchange -> exchange.answer(200, "text/plain", "x".repeat(20_000_000)));
                String token = gateway.token("everything").sign();
                for (int i = 0; i < 8; i++) {
                    RawConnection one = new RawConnection(gateway.port());
                    open.add(one);
                    one.send(gateway.rawCall("everything", token)).status();
                }
                Thread.sleep(300);
            }
            for (RawConnection one : open) {
                one.close();
            }
        }
        assertThat(LeakWatch.leaks()).isEmpty();
    }
}
