package dev.gatehouse.gateway.feed;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data of events from a stream (the HTML standard, section "Server-sent events"), however its bytes are cut.
 * Comments, and fields other than the data, are passed over.
 */
final class EventReader {

    private static final String DATA = "data:";

    private final int limit;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable ByteArrayOutputStream data;

    /**
     * A reader at the beginning of a stream.
     *
     * @param limit the largest event accepted, in bytes
     */
    EventReader(int limit) {
        this.limit = limit;
    }

    /** The data of the events that end within these bytes, in order. */
    List<byte[]> read(byte[] bytes) throws FeedException {
        List<byte[]> events = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                line.write(bytes, start, i - start);
                start = i + 1;
                byte[] event = ended();
                if (event != null) {
                    events.add(event);
                }
            }
        }
        line.write(bytes, start, bytes.length - start);
        if (line.size() + (data == null ? 0 : data.size()) > limit) {
            throw new FeedException("an event that is too large");
        }
        return events;
    }

    private byte @Nullable [] ended() {
        byte[] text = line.toByteArray();
        line.reset();
        int length = text.length > 0 && text[text.length - 1] == '\r' ? text.length - 1 : text.length;
        if (length == 0) {
            ByteArrayOutputStream whole = data;
            data = null;
            return whole == null ? null : whole.toByteArray();
        }
        if (length >= DATA.length() && new String(text, 0, DATA.length(), StandardCharsets.UTF_8).equals(DATA)) {
            ByteArrayOutputStream collected = data;
            if (collected == null) {
                collected = new ByteArrayOutputStream();
            } else {
                collected.write('\n');
            }
            int from = length > DATA.length() && text[DATA.length()] == ' ' ? DATA.length() + 1 : DATA.length();
            collected.write(text, from, length - from);
            data = collected;
        }
        return null;
    }
}
