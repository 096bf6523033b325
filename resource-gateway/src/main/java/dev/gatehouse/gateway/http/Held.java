package dev.gatehouse.gateway.http;

import java.util.Arrays;

/** Bytes that are held back until they can be read. */
public final class Held implements AutoCloseable {

    private static final int SMALL = 1024;
    private static final int KEPT = 64 * 1024;

    private final Room.Share room;
    private final int limit;
    private byte[] bytes = new byte[SMALL];
    private int size;
    private long taken;
    private boolean closed;

    /** Nothing yet, and never more than the limit. */
    public Held(Room.Share room, int limit) {
        this.room = room;
        this.limit = limit;
    }

    /** Holds these, too. Whether there was room for them. */
    public boolean add(byte[] more) {
        return add(more, 0, more.length);
    }

    /** Holds some of these, too. Whether there was room for them. */
    public boolean add(byte[] more, int from, int length) {
        if (closed || length > limit - size) {
            return false;
        }
        int needed = size + length;
        if (needed > bytes.length) {
            int grown = Math.min(limit, Math.max(needed, bytes.length * 2));
            if (!room.take(grown - taken)) {
                return false;
            }
            taken = grown;
            bytes = Arrays.copyOf(bytes, grown);
        }
        System.arraycopy(more, from, bytes, size, length);
        size = needed;
        return true;
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** One of them. */
    public byte at(int index) {
        return bytes[index];
    }

    /** A copy of them. */
    public byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Forgets the bytes, and the room for more than usual. */
    public void clear() {
        size = 0;
        if (bytes.length > KEPT) {
            room.give(taken);
            taken = 0;
            bytes = new byte[SMALL];
        }
    }

    /** Forgets the bytes, and holds no more. */
    @Override
    public void close() {
        closed = true;
        size = 0;
        bytes = new byte[0];
        room.give(taken);
        taken = 0;
    }
}
