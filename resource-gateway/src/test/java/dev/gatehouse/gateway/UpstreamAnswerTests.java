package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of an upstream that means no good, or does not know what it does. */
class UpstreamAnswerTests {

    private final TestGateway gateway = TestGateway.shared();
    private final String token = gateway.token("everything").sign();
    private final String body = TestGateway.call("ping");

    private String call(String... lines) {
        String[] all = java.util.Arrays.copyOf(lines, lines.length + 1);
        all[lines.length] = "content-length: " + body.length();
        return gateway.rawHead("everything", token, all) + body;
    }

    private int statusOf(String request) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            return connection.send(request).status();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 300 X\r\nlocation: http://10.0.0.1/\r\ncontent-length: 0",
                "HTTP/1.1 304 X\r\nlocation: http://10.0.0.1/",
                "HTTP/1.1 307 X\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0",
                "HTTP/1.1 200 X\r\nrefresh: 0;url=http://127.0.0.1:1/\r\nlocation: http://10.0.0.1/\r\ncontent-length: 0",
                "HTTP/1.1 201 X\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0",
                "HTTP/1.1 503 X\r\nlocation: http://127.0.0.1:1/\r\nretry-after: 7\r\ncontent-length: 0",
            })
    void upstreamPointsElsewhereThenNobodyGoesThere(String answer) throws Exception {
        gateway.upstream.answer(exchange -> exchange.raw(answer + "\r\n\r\n"));
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(call("connection: close"));
            assertThat(connection.headers()).doesNotContain("location", "refresh", "10.0.0.1", "127.0.0.1:1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 999 X\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
                "HTTP/1.1 2x0 X\r\n\r\n",
                "HTTP/1.1 -1 X\r\n\r\n",
                "HELLO\r\n\r\n",
                "220 mail.example ESMTP\r\n",
                "HTTP/1.1 200 X\r\nx-a: a\rb\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 200 X\r\nx a: b\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 200 X\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef",
                "HTTP/1.1 200 X\r\ncontent-length: -5\r\n\r\nabcdef",
                "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\nzz\r\n",
            })
    void upstreamAnswersRubbishThenTheClientSeesNoneOfIt(String answer) throws Exception {
        gateway.upstream.answer(exchange -> {
            exchange.raw(answer);
            exchange.fin();
        });
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(call("connection: close"));
            String all = connection.readToEnd();
            assertThat(all).startsWith("HTTP/1.1 ").doesNotContain("HTTP/1.1 101", "HTTP/1.1 999", "a\rb", "x a:");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 2_000})
    void upstreamSendsInterimAnswersThenTheFinalOneOrARefusalAndNoneOfThemPasses(int many) throws Exception {
        gateway.upstream.answer(exchange -> {
            exchange.raw("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(many));
            exchange.json();
        });
        for (int round = 0; round < 3; round++) {
            try (RawConnection connection = new RawConnection(gateway.port())) {
                connection.send(call("connection: close"));
                assertThat(connection.readToEnd())
                        .startsWith("HTTP/1.1 " + (many < 100 ? 200 : 502))
                        .doesNotContain(" 103 ");
            }
        }
    }

    @Test
    void upstreamWithAHugeHeadThen502AndItsConnectionIsClosed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        gateway.upstream.answer(exchange -> {
            exchange.raw("HTTP/1.1 200 OK\r\nx-long: " + "x".repeat(40 * 1024) + "\r\ncontent-length: 0\r\n\r\n");
            exchange.awaitClose(closed);
        });

        assertThat(statusOf(call())).isEqualTo(502);
        closed.await();
    }

    @Test
    void compressedAnswerThenPassedOnAsItIs() throws Exception {
        gateway.upstream.answer(exchange -> exchange.answer(200, "text/plain", "not gzip", "content-encoding: gzip"));
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(call("accept-encoding: gzip"));
            assertThat(connection.readUntil("not gzip").toLowerCase()).contains("content-encoding: gzip");
        }
        assertThat(gateway.upstream.take().header("accept-encoding")).isEqualTo("gzip");
    }

    @Test
    void moreThanWasAskedThenThatConnectionIsNotUsedAgain() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        String more = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 8\r\n\r\n\"second\"";
        gateway.upstream.answer(exchange -> {
            exchange.raw(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 7\r\n\r\n\"first\"" + more);
            exchange.awaitClose(closed);
        });
        String token = gateway.token("everything").sign();
        assertThat(gateway.post("/mcp/everything", token, TestGateway.call("tools/list"))
                        .body())
                .isEqualTo("\"first\"");
        // Earlier than it would be closed for being idle.
        assertThat(closed.await(2, TimeUnit.SECONDS)).isTrue();
    }

    /** What is left would be read before the answer to whoever comes next, and a head is taken in line by line. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "204 X\r\ncontent-length: 66\r\n\r\nHTTP/1.1 200 OK\r\nx-evil: 1\r\nx-rest: ",
                "200 X\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nx-evil: 1\r\nx-rest: ",
                "200 X\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nx-evil: 1\r\n",
                "200 X\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n",
                "200 X\r\ncontent-length: 2\r\n\r\n{}H",
            })
    void beginningOfAnotherAnswerBehindTheFirstThenThatConnectionIsNotUsedAgain(String first) throws Exception {
        AtomicInteger answers = new AtomicInteger();
        gateway.upstream.answer(exchange -> {
            if (answers.getAndIncrement() == 0) {
                exchange.raw("HTTP/1.1 " + first);
            } else {
                exchange.json();
            }
        });
        for (int i = 0; i < 5; i++) {
            try (RawConnection client = new RawConnection(gateway.port())) {
                client.send(gateway.rawCall("everything", token));
                assertThat(client.headers()).doesNotContain("x-evil", "502");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"content-length: 5\r\n\r\nhello", "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"})
    void bodyOfAnAnswerThatHasNoneThenDropped(String rest) throws Exception {
        gateway.upstream.answer(exchange -> exchange.raw("HTTP/1.1 205 X\r\n" + rest));
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawCall("everything", token));
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 205").doesNotContain("hello");
        }
    }
}
