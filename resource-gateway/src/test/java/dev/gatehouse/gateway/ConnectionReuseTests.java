package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;

/** One connection, many exchanges: each is answered, however the one before it was. */
class ConnectionReuseTests {

    private static final int ENOUGH_TO_LOSE_A_RACE = 1_000;

    private final TestGateway gateway = TestGateway.shared();

    @Test
    void freshTokensOnOneConnectionThenEveryHeadAnswered() throws Exception {
        for (int i = 0; i < ENOUGH_TO_LOSE_A_RACE; ) {
            // A few at a time: what was seen is searched anew for each answer.
            try (RawConnection client = new RawConnection(gateway.port())) {
                for (int j = 1; j <= 20; j++, i++) {
                    client.send(head(gateway.token("everything").sign()));
                    assertThat(answers(client, j)).isEqualTo(j);
                }
            }
        }
    }

    @Test
    void clientLeavesDuringVerificationThenOthersWithTheSameTokenAnswered() throws Exception {
        String token = gateway.token("everything").sign();
        ThreadPoolExecutor workers = gateway.verificationWorkers();
        CountDownLatch busy = new CountDownLatch(1);
        try (RawConnection leaves = new RawConnection(gateway.port());
                RawConnection stays = new RawConnection(gateway.port())) {
            for (int i = 0; i < workers.getMaximumPoolSize(); i++) {
                workers.execute(() -> awaitQuietly(busy));
            }
            leaves.send(head(token));
            gateway.eventually(() -> workers.getQueue().size() == 1);
            stays.send(head(token));
            // Neither shows on the outside: that the second has joined, and that the first is gone.
            Thread.sleep(200);
            leaves.close();
            Thread.sleep(200);
            busy.countDown();

            assertThat(stays.status()).isEqualTo(200);
        } finally {
            busy.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String head(String token) {
        return "HEAD /mcp/everything HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer " + token + "\r\n\r\n";
    }

    /** Waits for so many answers without a body, and counts them. */
    private static int answers(RawConnection client, int expected) throws IOException {
        client.readUntilSeen("\r\n\r\n", expected);
        return client.text().split("\r\n\r\n", -1).length - 1;
    }
}
