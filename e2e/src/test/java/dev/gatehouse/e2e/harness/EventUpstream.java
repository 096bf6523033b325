package dev.gatehouse.e2e.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server behind a gateway that answers everything with an event stream, and notices when it is left. */
public final class EventUpstream implements AutoCloseable {

    private final ServerSocket listening;
    private final AtomicInteger open = new AtomicInteger();

    /** Starts one. */
    public EventUpstream() {
        try {
            listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        daemon(this::accept);
    }

    /** Its MCP endpoint. */
    public String url() {
        return "http://localhost:" + listening.getLocalPort() + "/mcp";
    }

    /** How many streams are open. */
    public int open() {
        return open.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            byte[] head = new byte[16 * 1024];
            if (socket.getInputStream().read(head) < 0) {
                return;
            }
            open.incrementAndGet();
            try {
                socket.getOutputStream()
                        .write(("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\nd\r\ndata: first\n\n\r\n")
                                .getBytes(StandardCharsets.UTF_8));
                int read = 0;
                while (read >= 0) {
                    read = socket.getInputStream().read(head);
                }
            } finally {
                open.decrementAndGet();
            }
        } catch (IOException e) {
            // the connection is over
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "event-upstream");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
