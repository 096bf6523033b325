package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A body whose chunks cannot be read is incomplete: nothing of it is processed (RFC 9112 section 8). */
class BrokenBodyTests {

    private static final String CALL = TestGateway.call("tools/list");
    private static final String CHUNK = Integer.toHexString(CALL.length()) + "\r\n" + CALL;

    private final TestGateway gateway = TestGateway.shared();

    @BeforeEach
    void upstreamAnswers() {
        gateway.upstream.answer(exchange -> exchange.json());
    }

    static String[] ends() {
        return new String[] {
            "XX0\r\n\r\n",
            "\r\nzz\r\n\r\n",
            "\r\n-1\r\n\r\n",
            "\r\n0\r\n" + "a: " + "b".repeat(200_000) + "\r\n\r\n",
            "\r\n0\r\nbad trailer: x\r\n\r\n"
        };
    }

    @ParameterizedTest
    @MethodSource("ends")
    void wholeCallAndThenABrokenEndThenOne400AndNothingRelayed(String end) throws Exception {
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(head(gateway.token("everything").sign())).send(CHUNK);
            Thread.sleep(50);
            client.send(end);
            String text = client.readToEnd();
            assertThat(text).startsWith("HTTP/1.1 400").contains("BODY_BROKEN");
            assertThat(text.split("HTTP/1\\.1", -1)).hasSize(2);
        }
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void brokenBodyBehindACompleteOneThenOnlyThatOneIsRelayed() throws Exception {
        String token = gateway.token("everything").sign();
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(head(token) + CHUNK + "\r\n0\r\n\r\n" + head(token) + CHUNK + "XX0\r\n\r\n");
            String text = client.readToEnd();
            assertThat(text).startsWith("HTTP/1.1 200").contains("HTTP/1.1 400");
        }
        gateway.upstream.take();
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void brokenBodyOfARefusedRequestThenOneAnswerAndTheEnd() throws Exception {
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(head("nonsense") + CHUNK + "XX0\r\n\r\n");
            String text = client.readToEnd();
            assertThat(text).startsWith("HTTP/1.1 401");
            assertThat(text.split("HTTP/1\\.1", -1)).hasSize(2);
        }
    }

    private String head(String token) {
        return gateway.rawHead("everything", token, "transfer-encoding: chunked");
    }
}
