package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionLimitTests {

    private static final String HEALTH = "GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n";

    @Test
    void connectionsBeyondTheLimitThenClosedAtOnceAndOthersGoOn() throws Exception {
        try (TestGateway gateway = new TestGateway("gatehouse.limits.connections", "8")) {
            List<RawConnection> open = new ArrayList<>();
            try {
                for (int i = 0; i < 8; i++) {
                    open.add(new RawConnection(gateway.port()));
                    assertThat(open.get(i).send(HEALTH).status()).isEqualTo(200);
                }
                try (RawConnection tooMany = new RawConnection(gateway.port())) {
                    assertThat(tooMany.readToEnd()).isEmpty();
                }
                open.remove(0).close();
                gateway.eventually(() -> {
                    try (RawConnection again = new RawConnection(gateway.port())) {
                        return again.send(HEALTH).statusOrNone() == 200;
                    }
                });
            } finally {
                for (RawConnection connection : open) {
                    connection.close();
                }
            }
        }
    }
}
