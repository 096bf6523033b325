package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The physics of the relay: who waits for whom, and how much is held meanwhile; answers of unusual form. */
class StreamingTests {

    private static final int CHUNK = 64 * 1024;
    /** What the buffers of four sockets may hold, and some more. */
    private static final long MUCH = 48L * 1024 * 1024;

    private final TestGateway gateway = TestGateway.shared();
    private final String token = gateway.token("everything").sign();

    @Test
    void commentsAndEventsThenPassedByteForByte() throws Exception {
        String[] parts = {": ping\n\n", "id: 7\nevent: message\ndata: {}\n\n", ":\n\n", "retry: 10\n\n", "data: a\n"};
        CountDownLatch[] seen = {
            new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)
        };
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            for (int i = 0; i < parts.length; i++) {
                exchange.raw(Integer.toHexString(parts[i].length()) + "\r\n" + parts[i] + "\r\n");
                if (i < seen.length) {
                    await(seen[i]);
                }
            }
            exchange.endOfChunks();
        });
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawCall("everything", token));
            for (int i = 0; i < seen.length; i++) {
                client.readUntil(parts[i]);
                seen[i].countDown();
            }
            assertThat(client.readUntil("0\r\n\r\n")).contains("data: a\n");
        }
    }

    @Test
    void readerTooSlowForAnEndlessAnswerThenTheUpstreamWaitsAndNothingIsLost() throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch over = new CountDownLatch(1);
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            String chunk = Integer.toHexString(CHUNK) + "\r\n" + "x".repeat(CHUNK) + "\r\n";
            while (over.getCount() > 0) {
                exchange.raw(chunk);
                sent.addAndGet(CHUNK);
            }
            exchange.event("the end");
            exchange.endOfChunks();
        });
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            client.setSoTimeout(10_000);
            client.getOutputStream().write(gateway.rawCall("everything", token).getBytes(StandardCharsets.US_ASCII));
            long held = standstill(sent);
            assertThat(held).isPositive().isLessThan(MUCH);

            over.countDown();
            long read = drain(client.getInputStream(), "the end");
            assertThat(read).isGreaterThanOrEqualTo(sent.get());
        }
    }

    @Test
    void upstreamTooSlowForALargeBodyThenItGetsAllOfIt() throws Exception {
        byte[] seen = new byte[3 * 1024 * 1024 + 100];
        String body = TestGateway.call("ping").replace("}", ",\"params\":{\"text\":\"" + "y".repeat(3 << 20) + "\"}}");
        CountDownLatch whole = new CountDownLatch(1);
        try (ServerSocket slow = listening(2_048)) {
            serve(slow, socket -> {
                InputStream in = socket.getInputStream();
                readHead(in);
                for (int i = 0; i < 20; i++) {
                    in.readNBytes(seen, i * 1_000, 1_000);
                    Thread.sleep(10);
                }
                in.readNBytes(seen, 20_000, body.length() - 20_000);
                whole.countDown();
                answer(socket, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
            });
            String slug = serverAt(slow);

            HttpResponse<String> answer =
                    gateway.post("/mcp/" + slug, gateway.token(slug).sign(), body);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new String(seen, 0, body.length(), StandardCharsets.UTF_8))
                    .isEqualTo(body);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hangs", "trickles", "does not accept"})
    void oneUpstreamIsBadThenOthersAreAsFastAsEver(String how) throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());
        List<RawConnection> waiting = new ArrayList<>();
        try (ServerSocket bad = listening(0)) {
            if (!how.equals("does not accept")) {
                serve(bad, socket -> {
                    readHead(socket.getInputStream());
                    if (how.equals("trickles")) {
                        answer(socket, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n:");
                    }
                    for (int i = 0; i < 100; i++) {
                        Thread.sleep(50);
                        socket.getOutputStream().write(how.equals("trickles") ? ':' : ' ');
                    }
                });
            }
            String slug = serverAt(bad);
            String call = gateway.rawCall(slug, gateway.token(slug).sign());
            for (int i = 0; i < 60; i++) {
                waiting.add(new RawConnection(gateway.port()).send(call));
            }
            assertThat(gateway.call("everything", token)).isEqualTo(200);
            long slowest = 0;
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                assertThat(gateway.call("everything", token)).isEqualTo(200);
                slowest = Math.max(slowest, System.nanoTime() - start);
            }
            assertThat(slowest).isLessThan(TimeUnit.SECONDS.toNanos(2));
        } finally {
            for (RawConnection connection : waiting) {
                connection.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"100 Continue", "102 Processing", "103 Early Hints"})
    void interimAnswerThenTheFinalOneIsPassed(String interim) throws Exception {
        gateway.upstream.answer(exchange -> {
            for (int i = 0; i < 3; i++) {
                exchange.raw("HTTP/1.1 " + interim + "\r\nlink: </x>\r\n\r\n");
                // not in one read with what follows
                Thread.sleep(50);
            }
            exchange.json();
        });

        HttpResponse<String> answer = gateway.post("/mcp/everything", token, TestGateway.call("ping"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"result\"");
        assertThat(answer.headers().firstValue("link")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void answerThatHasNoBodyThenTheConnectionGoesOn(int status) throws Exception {
        gateway.upstream.answer(exchange -> exchange.raw("HTTP/1.1 " + status + " X\r\netag: \"1\"\r\n\r\n"));
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawCall("everything", token));
            assertThat(client.status()).isEqualTo(status);
            assertThat(client.headers()).doesNotContain("transfer-encoding", "content-length");
            client.send(gateway.rawCall("everything", token));
            client.readUntilSeen("HTTP/1.1 " + status, 2);
        }
    }

    @Test
    void trailersThenTheAnswerIsWhole() throws Exception {
        gateway.upstream.answer(exchange ->
                exchange.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n"
                        + "trailer: x-sum\r\n\r\n2\r\n{}\r\n0\r\nx-sum: 1\r\nset-cookie: a=b\r\n\r\n"));
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawCall("everything", token));
            assertThat(client.readUntil("0\r\n\r\n")).contains("{}").doesNotContain("set-cookie", "x-sum");
        }
    }

    @Test
    void answerBeforeTheBodyWasReadThenPassedAndTheConnectionNotUsedAgain() throws Exception {
        String body = TestGateway.call("ping").replace("}", ",\"params\":{\"text\":\"" + "y".repeat(3 << 20) + "\"}}");
        List<Integer> connections = new ArrayList<>();
        try (ServerSocket hasty = listening(4_096)) {
            serve(hasty, socket -> {
                synchronized (connections) {
                    connections.add(socket.getPort());
                }
                readHead(socket.getInputStream());
                answer(socket, "HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
                Thread.sleep(300);
            });
            String slug = serverAt(hasty);
            String own = gateway.token(slug).sign();

            assertThat(gateway.post("/mcp/" + slug, own, body).statusCode()).isEqualTo(413);
            assertThat(gateway.post("/mcp/" + slug, own, TestGateway.call("ping"))
                            .statusCode())
                    .isEqualTo(413);
            assertThat(connections).hasSize(2);
        }
    }

    @Test
    void upstreamSendsMoreThanItsAnswerThenNoOtherClientSeesIt() throws Exception {
        gateway.upstream.answer(exchange -> exchange.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                + "content-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nstolen"));

        for (int i = 0; i < 20; i++) {
            HttpResponse<String> answer = gateway.post("/mcp/everything", token, TestGateway.call("ping"));
            assertThat(answer.body()).doesNotContain("stolen");
        }
    }

    @Test
    void idleConnectionClosedWhenItIsUsedThenNoSecondTry() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        gateway.upstream.answer(exchange -> {
            if (first.getCount() > 0) {
                first.countDown();
                exchange.json();
            } else {
                exchange.fin();
            }
        });
        assertThat(gateway.call("everything", token)).isEqualTo(200);
        gateway.upstream.take();

        HttpResponse<String> answer = gateway.post("/mcp/everything", token, TestGateway.callTool("pay"));

        assertThat(answer.statusCode()).isEqualTo(502);
        gateway.upstream.take();
        Thread.sleep(100);
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void idleConnectionClosedBeforeItIsUsedThenAnotherOneIsTaken() throws Exception {
        Semaphore closed = new Semaphore(0);
        gateway.upstream.answer(exchange -> {
            exchange.json();
            exchange.finAndAwait();
            closed.release();
        });
        for (int i = 0; i < 20; i++) {
            assertThat(gateway.call("everything", token)).isEqualTo(200);
            assertThat(closed.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void answerEndedByTheConnectionThenPassedWhole() throws Exception {
        gateway.upstream.answer(exchange -> {
            exchange.raw("HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n{\"a\":1}");
            exchange.fin();
        });

        HttpResponse<String> answer = gateway.post("/mcp/everything", token, TestGateway.call("ping"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"a\":1}");
    }

    /** What it stands at when it does not move for a while. */
    private static long standstill(AtomicLong count) throws InterruptedException {
        long before = -1;
        long now = count.get();
        while (now != before || now == 0) {
            assertThat(now).isLessThan(MUCH);
            before = now;
            Thread.sleep(400);
            now = count.get();
        }
        return now;
    }

    private static long drain(InputStream in, String end) throws IOException {
        byte[] buffer = new byte[CHUNK];
        StringBuilder tail = new StringBuilder();
        long read = 0;
        while (tail.indexOf(end) < 0) {
            int n = in.read(buffer);
            assertThat(n).isPositive();
            read += n;
            tail.append(new String(buffer, Math.max(0, n - 64), Math.min(64, n), StandardCharsets.US_ASCII));
            tail.delete(0, Math.max(0, tail.length() - 256));
        }
        return read;
    }

    private String serverAt(ServerSocket upstream) {
        String slug = "s-" + UUID.randomUUID().toString().substring(0, 8);
        Map<String, Object> server = gateway.server(slug);
        server.put("upstreamUrl", "http://127.0.0.1:" + upstream.getLocalPort() + "/mcp");
        gateway.add(server);
        return slug;
    }

    private interface Script {
        void run(Socket socket) throws Exception;
    }

    private static ServerSocket listening(int receiveBuffer) throws IOException {
        ServerSocket socket = new ServerSocket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.bind(new InetSocketAddress("127.0.0.1", 0), 100);
        return socket;
    }

    private static void serve(ServerSocket listening, Script script) {
        daemon(() -> {
            while (!listening.isClosed()) {
                Socket socket = listening.accept();
                daemon(() -> {
                    try (socket) {
                        script.run(socket);
                    }
                });
            }
        });
    }

    private interface Task {
        void run() throws Exception;
    }

    private static void daemon(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (Exception e) {
                        // The connection, or the test, is over.
                    }
                },
                "streaming-tests");
        thread.setDaemon(true);
        thread.start();
    }

    private static void readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed");
            }
            head.append((char) b);
        }
    }

    private static void answer(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(5, TimeUnit.SECONDS)) {
            throw new InterruptedException("the test did not go on");
        }
    }
}
