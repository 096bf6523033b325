package dev.gatehouse.e2e.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A GET stream of a client, or its listening POST, on a bare socket. */
public final class OpenStream implements AutoCloseable {

    private static final String LISTEN = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscriptions/listen\"}";

    private final Socket socket;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    private OpenStream(String url, int port, String head, String body) {
        URI uri = URI.create(url);
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write((head + " " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            while (!text().contains("data: first\n\n")) {
                int b = socket.getInputStream().read();
                if (b < 0) {
                    throw new AssertionError("not opened: " + text());
                }
                seen.write(b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(text(), e);
        }
    }

    /** Opens a GET stream at {@code url}, at the gateway that listens on {@code port}. */
    public static OpenStream get(String url, int port, String token) {
        return new OpenStream(
                url, port, "GET", "Accept: text/event-stream\r\nAuthorization: Bearer " + token + "\r\n\r\n");
    }

    /** Opens a listening POST. */
    public static OpenStream listen(String url, int port, String token) {
        return new OpenStream(
                url,
                port,
                "POST",
                "Accept: application/json, text/event-stream\r\nContent-Type: application/json\r\nContent-Length: "
                        + LISTEN.length() + "\r\nAuthorization: Bearer " + token + "\r\n\r\n" + LISTEN);
    }

    /** What is answered there to a HEAD with this token; with an empty one, to one without. 0: nothing. */
    public static int status(String url, int port, String token) {
        URI uri = URI.create(url);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            String bearer = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
            socket.getOutputStream()
                    .write(("HEAD " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                                    + "\r\nConnection: close\r\n" + bearer + "\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.isEmpty() ? 0 : Integer.parseInt(answer.split(" ")[1]);
        } catch (IOException e) {
            return 0;
        }
    }

    private String text() {
        return seen.toString(StandardCharsets.UTF_8);
    }

    /** Waits for the end; how long after {@code since} it came. An end in order would be a lie, and fails. */
    public Duration awaitCut(long since) {
        try {
            int b = socket.getInputStream().read();
            while (b >= 0) {
                seen.write(b);
                b = socket.getInputStream().read();
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open", e);
        } catch (IOException e) {
            // a reset is an end as well
        }
        Duration took = Duration.ofNanos(System.nanoTime() - since);
        if (text().endsWith("\r\n0\r\n\r\n")) {
            throw new AssertionError("it looks complete");
        }
        return took;
    }

    /** Whether nothing comes for a moment, not even the end. */
    public boolean isOpen() {
        try {
            socket.setSoTimeout(100);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
