package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.http.Room;
import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Bodies that are on their way have one budget, whoever sends them. */
class BodyRoomTests {

    private static final int LARGEST = 4 * 1024 * 1024;

    private final TestGateway gateway = TestGateway.shared();

    @Test
    void largeCallsThatTakeTheirTimeThenTheirBodiesAreHeldNoLongerThanTheyAreWritten() throws Exception {
        String token = gateway.token("everything").claim("sub", "patient").sign();
        CountDownLatch answering = new CountDownLatch(1);
        gateway.upstream.answer(exchange -> {
            answering.await();
            exchange.json();
        });
        String call = TestGateway.call("ping");
        String body = call + " ".repeat(LARGEST - call.length());
        int most = (int) (Room.inHeap(LARGEST).shareSize() / LARGEST);
        List<RawConnection> open = new ArrayList<>();
        try {
            for (int i = 0; i <= most; i++) {
                open.add(new RawConnection(gateway.port())
                        .send(gateway.rawHead("everything", token, "content-length: " + LARGEST) + body));
                assertThat(gateway.upstream.take().body()).hasSize(LARGEST);
            }
            answering.countDown();
            for (RawConnection connection : open) {
                assertThat(connection.status()).isEqualTo(200);
            }
        } finally {
            answering.countDown();
            for (RawConnection connection : open) {
                connection.close();
            }
        }
    }

    @Test
    void manyLargeBodiesOneByteShortThen503ForThatUserAndOthersGoOn() throws Exception {
        String token = gateway.token("everything").claim("sub", "hoarder").sign();
        String other = gateway.token("everything").claim("sub", "other").sign();
        gateway.upstream.answer(exchange -> exchange.json());
        String head = gateway.rawHead("everything", token, "content-length: " + LARGEST);
        byte[] short_ = new byte[LARGEST - 1];
        int most = (int) (Room.inHeap(LARGEST).shareSize() / LARGEST);
        List<RawConnection> open = new ArrayList<>();
        try {
            for (int i = 0; i <= most; i++) {
                open.add(new RawConnection(gateway.port()).send(head).send(short_));
            }
            // whose body finds no room depends on which of them is read last
            gateway.eventually(() -> open.stream().anyMatch(RawConnection::hasAnswer));
            RawConnection tooMany =
                    open.stream().filter(RawConnection::hasAnswer).findFirst().orElseThrow();
            assertThat(tooMany.status()).isEqualTo(503);
            tooMany.readUntil("BUSY");
            assertThat(gateway.call("everything", other)).isEqualTo(200);
        } finally {
            for (RawConnection connection : open) {
                connection.close();
            }
        }
        String large = TestGateway.call("ping");
        String whole = large + " ".repeat(LARGEST - large.length());
        for (int i = 0; i <= most; i++) {
            gateway.eventually(
                    () -> gateway.post("/mcp/everything", token, whole).statusCode() == 200);
        }
    }
}
