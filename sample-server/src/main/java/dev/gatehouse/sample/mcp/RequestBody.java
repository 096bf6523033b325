package dev.gatehouse.sample.mcp;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A request whose body was read, up to a bound, to be judged, and can be read once more. */
public final class RequestBody extends HttpServletRequestWrapper {

    /** The longest body, in bytes. */
    public static final int LIMIT = 1024 * 1024;

    private final byte[] content;

    private RequestBody(HttpServletRequest request, byte[] content) {
        super(request);
        this.content = content;
    }

    /** Reads the body; nothing when it is longer than the limit. */
    public static Optional<RequestBody> read(HttpServletRequest request) throws IOException {
        byte[] content = request.getInputStream().readNBytes(LIMIT + 1);
        return content.length > LIMIT ? Optional.empty() : Optional.of(new RequestBody(request, content));
    }

    /** The body. */
    public byte[] content() {
        return content.clone();
    }

    @Override
    public ServletInputStream getInputStream() {
        return new Replay(new ByteArrayInputStream(content));
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(new ByteArrayInputStream(content), StandardCharsets.UTF_8));
    }

    /** The bytes again. */
    private static final class Replay extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        private Replay(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("the body is read already");
        }
    }
}
