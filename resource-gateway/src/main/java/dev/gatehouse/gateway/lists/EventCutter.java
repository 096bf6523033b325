package dev.gatehouse.gateway.lists;

import dev.gatehouse.gateway.http.Held;
import dev.gatehouse.gateway.http.Room;
import java.io.ByteArrayOutputStream;

/**
 * Cuts an event stream into its events (HTML standard, section 9.2), wherever its bytes were cut on the way, and changes
 * those that must be changed.
 */
final class EventCutter implements AutoCloseable {

    private final Look look;
    private final Reader reader;
    private final Held pending;
    private boolean passesAll;
    private boolean afterReturn;
    private boolean inEvent;
    private int line;

    /** Events are read at once. */
    EventCutter(Look look, Room.Share room) {
        this(look, room, (event, out) -> out.writeBytes(EventLines.changed(event, look)));
    }

    EventCutter(Look look, Room.Share room, Reader reader) {
        this.look = look;
        this.reader = reader;
        this.pending = new Held(room, ListReader.MAX);
    }

    /** Takes the events, one by one. */
    interface Reader {

        /** This one is complete. What is to pass is written behind what passes already. */
        void read(byte[] event, ByteArrayOutputStream out);
    }

    /** Whether something was too much to be held, so that all that follows passes unread. */
    boolean passesAll() {
        return passesAll;
    }

    /** What is left when there is no more: an event without its end, which some readers take all the same. */
    byte[] rest() {
        byte[] left = pending.bytes();
        pending.clear();
        return left;
    }

    @Override
    public void close() {
        pending.close();
    }

    /** Takes the next bytes; writes what may go on. What is complete is written even where this fails. */
    void take(byte[] bytes, ByteArrayOutputStream out) {
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            byte b = bytes[at];
            boolean secondHalf = afterReturn && b == '\n';
            afterReturn = b == '\r';
            if (b != '\n' && b != '\r') {
                continue;
            }
            if (!hold(bytes, from, at + 1 - from, out)) {
                out.write(bytes, at + 1, bytes.length - at - 1);
                return;
            }
            from = at + 1;
            if (secondHalf) {
                line = pending.size();
                if (!inEvent) {
                    flush(out);
                }
            } else {
                endOfLine(out);
            }
        }
        hold(bytes, from, bytes.length - from, out);
    }

    private void endOfLine(ByteArrayOutputStream out) {
        boolean blank = pending.size() - line == 1;
        if (blank && inEvent) {
            reader.read(pending.bytes(), out);
            pending.clear();
            inEvent = false;
            line = 0;
        } else if (!inEvent && (blank || pending.at(line) == ':')) {
            flush(out);
        } else {
            inEvent = true;
            line = pending.size();
        }
    }

    private void flush(ByteArrayOutputStream out) {
        out.writeBytes(pending.bytes());
        pending.clear();
        line = 0;
    }

    /** Whether it was held. If not, it has gone on with all before it, and all behind it may. */
    private boolean hold(byte[] bytes, int from, int length, ByteArrayOutputStream out) {
        if (length == 0 || pending.add(bytes, from, length)) {
            return true;
        }
        if (look.strict()) {
            throw new UnreadableException("too much to be read");
        }
        passesAll = true;
        out.writeBytes(pending.bytes());
        out.write(bytes, from, length);
        pending.clear();
        return false;
    }
}
