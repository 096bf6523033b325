package dev.gatehouse.gateway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An upstream on bare sockets, so that a test says byte for byte what it does, and sees byte for byte what came. */
public final class TestUpstream implements AutoCloseable {

    private final ServerSocket listening;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private volatile Script script = Exchange::json;

    public TestUpstream() {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        daemon(this::accept);
    }

    public String url(String path) {
        return "http://localhost:" + listening.getLocalPort() + path;
    }

    /** What the next requests are answered with. */
    public void answer(Script next) {
        script = next;
        received.clear();
    }

    /** The next request that has not been looked at. */
    public Received take() throws InterruptedException {
        Received next = received.poll(5, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing reached the upstream");
        }
        return next;
    }

    public boolean sawNothing() {
        return received.isEmpty();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Received request = read(in);
            while (request != null) {
                received.add(request);
                script.run(new Exchange(socket, in, request));
                request = socket.isClosed() ? null : read(in);
            }
        } catch (IOException | InterruptedException e) {
            // The connection is over.
        }
    }

    private static Received read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            head.write(b);
        }
        List<String> lines = new ArrayList<>(
                List.of(head.toString(StandardCharsets.ISO_8859_1).strip().split("\r\n")));
        String requestLine = lines.remove(0);
        int length = lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .sum();
        return new Received(requestLine, lines, in.readNBytes(length));
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "test-upstream");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    /** What an upstream does with a request. */
    public interface Script {
        void run(Exchange exchange) throws IOException, InterruptedException;
    }

    /** A request as it came. */
    public record Received(String requestLine, List<String> headers, byte[] body) {

        public boolean has(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith(start));
        }

        public String header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .findFirst()
                    .orElse("");
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** One exchange, seen from the upstream. */
    public static final class Exchange {

        private final Socket socket;
        private final InputStream in;
        private final Received request;

        Exchange(Socket socket, InputStream in, Received request) {
            this.socket = socket;
            this.in = in;
            this.request = request;
        }

        public Received request() {
            return request;
        }

        public void raw(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        public void json() throws IOException {
            answer(200, "application/json", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
        }

        public void answer(int status, String type, String body, String... headers) throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\ncontent-type: " + type + "\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            raw(head + "content-length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
        }

        public void openEventStream() throws IOException {
            raw("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
        }

        public void event(String data) throws IOException {
            String event = "data: " + data + "\n\n";
            raw(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
        }

        public void endOfChunks() throws IOException {
            raw("0\r\n\r\n");
        }

        /** Waits until the gateway closes this connection. */
        public void awaitClose(CountDownLatch closed) {
            try {
                if (in.read() < 0) {
                    closed.countDown();
                }
            } catch (IOException e) {
                closed.countDown();
            }
        }

        /** An ordinary end of the connection. */
        public void fin() throws IOException {
            socket.close();
        }

        /** The same, and comes back when the gateway has seen it and has ended its side. */
        public void finAndAwait() throws IOException {
            socket.shutdownOutput();
            awaitClose(new CountDownLatch(1));
            socket.close();
        }

        /** A reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
