package dev.gatehouse.gateway.lists;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of one event of an event stream. */
final class EventLines {

    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_FEED = {'\n'};
    private static final byte[] RETURN = {'\r'};
    private static final byte[] BOTH = {'\r', '\n'};
    private static final int BOM_LENGTH = 3;

    private final byte[] event;
    private final Look look;
    private final byte[] ending;
    private final ByteArrayOutputStream others = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private boolean hasData;

    private EventLines(byte[] event, Look look) {
        this.event = event;
        this.look = look;
        this.ending = ending(event);
    }

    /** The event as it may be passed on; the very same array when nothing was changed. */
    static byte[] changed(byte[] event, Look look) {
        return new EventLines(event, look).changed();
    }

    /** An event that holds this JSON. */
    static byte[] event(byte[] json) {
        return join(new byte[0], json, LINE_FEED, LINE_FEED);
    }

    private byte[] changed() {
        read();
        byte[] json = data.toByteArray();
        if (!hasData || !mayHoldJsonRpc(json)) {
            return event;
        }
        byte[] changed = json(json);
        return changed == null ? event : join(others.toByteArray(), changed, ending, lastEnding());
    }

    private byte @Nullable [] json(byte[] json) {
        try {
            byte[] changed = ListReader.changed(json, look);
            return changed == json ? null : changed;
        } catch (UnreadableException e) {
            if (look.strict()) {
                throw e;
            }
            return null;
        }
    }

    /** What an older transport says in events ({@code event: endpoint}) is no JSON, and what holds no brace is none. */
    private static boolean mayHoldJsonRpc(byte[] data) {
        for (byte b : data) {
            if (b == '{') {
                return true;
            }
        }
        return false;
    }

    private void read() {
        int from = startsWithMark() ? BOM_LENGTH : 0;
        for (int at = from; at < event.length; at++) {
            if (event[at] == '\n' || event[at] == '\r') {
                line(from, at);
                if (event[at] == '\r' && at + 1 < event.length && event[at + 1] == '\n') {
                    at++;
                }
                from = at + 1;
            }
        }
        line(from, event.length);
    }

    private boolean startsWithMark() {
        return event.length >= BOM_LENGTH
                && event[0] == (byte) 0xEF
                && event[1] == (byte) 0xBB
                && event[2] == (byte) 0xBF;
    }

    private void line(int from, int to) {
        if (from == to) {
            return;
        }
        if (!isData(from, to)) {
            others.write(event, from, to - from);
            others.writeBytes(ending);
            return;
        }
        if (hasData) {
            data.write('\n');
        }
        hasData = true;
        int value = Math.min(to, from + DATA.length + 1);
        if (value < to && event[value] == ' ') {
            value++;
        }
        data.write(event, value, to - value);
    }

    private boolean isData(int from, int to) {
        int length = DATA.length;
        if (to - from < length || to - from > length && event[from + length] != ':') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (event[from + i] != DATA[i]) {
                return false;
            }
        }
        return true;
    }

    /** The line ending of the event's first line. */
    private static byte[] ending(byte[] event) {
        for (int at = 0; at < event.length; at++) {
            if (event[at] == '\n') {
                return LINE_FEED;
            }
            if (event[at] == '\r') {
                return at + 1 < event.length && event[at + 1] == '\n' ? BOTH : RETURN;
            }
        }
        return LINE_FEED;
    }

    /** The one that ends the event. The second half of a pair may be on its way still, and will pass by itself. */
    private byte[] lastEnding() {
        return event[event.length - 1] == '\r' ? RETURN : ending;
    }

    /** JSON has line breaks between its tokens only: each line of it is a line of data. */
    private static byte[] join(byte[] otherLines, byte[] json, byte[] ending, byte[] last) {
        ByteArrayOutputStream event = new ByteArrayOutputStream(otherLines.length + json.length + 16);
        event.writeBytes(otherLines);
        int from = 0;
        for (int at = 0; at <= json.length; at++) {
            if (at == json.length || json[at] == '\n') {
                event.writeBytes(DATA);
                event.write(':');
                event.write(' ');
                event.write(json, from, at - from);
                event.writeBytes(ending);
                from = at + 1;
            }
        }
        event.writeBytes(last);
        return event.toByteArray();
    }
}
