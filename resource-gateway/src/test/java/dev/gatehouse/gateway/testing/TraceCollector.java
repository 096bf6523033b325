package dev.gatehouse.gateway.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Takes traces by OTLP over HTTP, and reads what the tests need of their protocol buffers. */
public final class TraceCollector implements AutoCloseable {

    private final HttpServer http;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> raw = new CopyOnWriteArrayList<>();

    public TraceCollector() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        http.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            raw.add(new String(body, StandardCharsets.ISO_8859_1));
            // ExportTraceServiceRequest.resource_spans, ResourceSpans.scope_spans, ScopeSpans.spans
            fields(
                    ByteBuffer.wrap(body),
                    (field, resource) -> on(
                            1, field, resource, (f2, scope) -> on(2, f2, scope, (f3, span) -> on(2, f3, span, null))));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        http.start();
    }

    /** A span. */
    public record Span(String traceId, String id, String parentId, String name, long kind) {}

    public String endpoint() {
        return "http://localhost:" + http.getAddress().getPort();
    }

    public List<Span> spans() {
        return spans;
    }

    /** Everything that came, as bytes in Latin-1. */
    public String everything() {
        return String.join("", raw);
    }

    private void on(int wanted, int field, Object value, BiConsumer<Integer, Object> inner) {
        if (field != wanted || !(value instanceof ByteBuffer message)) {
            return;
        }
        if (inner != null) {
            fields(message, inner);
            return;
        }
        String[] text = {"", "", "", "", "0"};
        fields(message, (name, part) -> {
            switch (name) {
                case 1 -> text[0] = hex(part);
                case 2 -> text[1] = hex(part);
                case 4 -> text[2] = hex(part);
                case 5 ->
                    text[3] = StandardCharsets.UTF_8.decode((ByteBuffer) part).toString();
                case 6 -> text[4] = part.toString();
                default -> {
                    // not looked at
                }
            }
        });
        spans.add(new Span(text[0], text[1], text[2], text[3], Long.parseLong(text[4])));
    }

    private static String hex(Object part) {
        ByteBuffer bytes = ((ByteBuffer) part).duplicate();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }

    private static void fields(ByteBuffer message, BiConsumer<Integer, Object> each) {
        while (message.hasRemaining()) {
            int key = (int) varint(message);
            switch (key & 7) {
                case 0 -> each.accept(key >> 3, varint(message));
                case 1 -> message.getLong();
                case 2 -> {
                    int length = (int) varint(message);
                    each.accept(key >> 3, message.slice(message.position(), length));
                    message.position(message.position() + length);
                }
                case 5 -> message.getInt();
                default -> throw new IllegalStateException("wire type " + (key & 7));
            }
        }
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = message.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
