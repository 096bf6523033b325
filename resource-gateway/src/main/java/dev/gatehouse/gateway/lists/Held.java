package dev.gatehouse.gateway.lists;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that are held back until they can be read. All that is held by all exchanges together is bounded. */
final class Held implements AutoCloseable {

    private final Room room;
    private byte[] bytes = new byte[1024];
    private int size;
    private long taken;

    Held(Room room) {
        this.room = room;
    }

    /** Holds these, too. Whether there was room for them. */
    boolean add(byte[] more) {
        return add(more, 0, more.length);
    }

    boolean add(byte[] more, int from, int length) {
        int needed = size + length;
        if (needed > ListReader.MAX) {
            return false;
        }
        if (needed > bytes.length) {
            int grown = Math.min(ListReader.MAX, Math.max(needed, bytes.length * 2));
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

    int size() {
        return size;
    }

    byte at(int index) {
        return bytes[index];
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Forgets the bytes. */
    void clear() {
        size = 0;
    }

    @Override
    public void close() {
        room.take(-taken);
        taken = 0;
        size = 0;
        bytes = new byte[0];
    }

    /** How much may be held at once. */
    static final class Room {

        private final long size;
        private final AtomicLong used = new AtomicLong();

        Room(long size) {
            this.size = size;
        }

        private boolean take(long bytes) {
            if (used.addAndGet(bytes) <= size || bytes <= 0) {
                return true;
            }
            used.addAndGet(-bytes);
            return false;
        }

        /** How much is held at this moment. */
        long used() {
            return used.get();
        }
    }
}
