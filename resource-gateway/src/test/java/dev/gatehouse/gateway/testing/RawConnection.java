package dev.gatehouse.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** A client on a bare socket. */
public final class RawConnection implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 5_000;

    private final Socket socket;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    public RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    public RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Reads until {@code text} was seen. */
    public String readUntil(String text) throws IOException {
        InputStream in = socket.getInputStream();
        while (!text().contains(text)) {
            int b = in.read();
            if (b < 0) {
                throw new AssertionError("closed before `" + text + "` after: " + text());
            }
            seen.write(b);
        }
        return text();
    }

    /** Reads until {@code text} was seen so many times. */
    public void readUntilSeen(String text, int times) throws IOException {
        InputStream in = socket.getInputStream();
        while (text().split(text, -1).length <= times) {
            int b = in.read();
            if (b < 0) {
                throw new AssertionError("closed before `" + text + "` was seen " + times + " times");
            }
            seen.write(b);
        }
    }

    /** Reads until the connection ends, in order or by a reset. */
    public String readToEnd() throws IOException {
        InputStream in = socket.getInputStream();
        try {
            int b = in.read();
            while (b >= 0) {
                seen.write(b);
                b = in.read();
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open after: " + text(), e);
        } catch (IOException e) {
            // A reset is an end as well.
        }
        return text();
    }

    /** The same, with more patience. */
    public String readToEndWithin(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        return readToEnd();
    }

    /** Reads until the connection ends: whether by a reset. */
    public boolean endsWithReset() throws IOException {
        try {
            int b = socket.getInputStream().read();
            while (b >= 0) {
                seen.write(b);
                b = socket.getInputStream().read();
            }
            return false;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open after: " + text(), e);
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether nothing more comes for a while, and the connection is not closed. */
    public boolean isOpen() throws IOException {
        socket.setSoTimeout(200);
        try {
            int b = socket.getInputStream().read();
            if (b >= 0) {
                seen.write(b);
            }
            return b >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /** Whether something has come that was not read yet. */
    public boolean hasAnswer() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int status() throws IOException {
        return Integer.parseInt(readUntil("\r\n").split(" ")[1]);
    }

    /** The status of an answer, or 0 when the connection ends without one. */
    public int statusOrNone() throws IOException {
        try {
            return status();
        } catch (AssertionError | IOException e) {
            return 0;
        }
    }

    public String text() {
        return seen.toString(StandardCharsets.UTF_8);
    }

    public String headers() throws IOException {
        return readUntil("\r\n\r\n").toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
