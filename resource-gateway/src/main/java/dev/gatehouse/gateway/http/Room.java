package dev.gatehouse.gateway.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes may be held at once by all exchanges together, and how many on behalf of one. */
public final class Room {

    private static final long MAX = 256L * 1024 * 1024;
    private static final int PARTS = 4;

    private final long size;
    private final long shareSize;
    private final AtomicLong used = new AtomicLong();
    private final ConcurrentMap<Object, Long> ofEach = new ConcurrentHashMap<>();

    /** So many bytes for all together, and so many for each. */
    public Room(long size, long shareSize) {
        this.size = size;
        this.shareSize = shareSize;
    }

    /** An eighth of the heap, of which one may have a quarter; at any rate one thing of this size. */
    public static Room inHeap(long one) {
        long size = sizeInHeap(one);
        return new Room(size, Math.max(one, size / PARTS));
    }

    /** The same, all of it for one. */
    public static Share wholeInHeap(long one) {
        long size = sizeInHeap(one);
        return new Room(size, size).of("");
    }

    private static long sizeInHeap(long one) {
        return Math.max(one, Math.min(MAX, Runtime.getRuntime().maxMemory() / 8));
    }

    /** The share of one, whoever that is. */
    public Share of(Object owner) {
        return new Share(this, owner);
    }

    /** How much is held at this moment. */
    public long used() {
        return used.get();
    }

    /** How much one may hold. */
    public long shareSize() {
        return shareSize;
    }

    private boolean take(Object owner, long bytes) {
        if (used.addAndGet(bytes) > size) {
            used.addAndGet(-bytes);
            return false;
        }
        boolean[] taken = {true};
        ofEach.compute(owner, (key, before) -> {
            long all = (before == null ? 0 : before) + bytes;
            taken[0] = all <= shareSize;
            return taken[0] ? Long.valueOf(all) : before;
        });
        if (!taken[0]) {
            used.addAndGet(-bytes);
        }
        return taken[0];
    }

    private void give(Object owner, long bytes) {
        used.addAndGet(-bytes);
        ofEach.computeIfPresent(owner, (key, before) -> before <= bytes ? null : Long.valueOf(before - bytes));
    }

    /**
     * What one has of it.
     *
     * @param room of all
     * @param owner whose share this is
     */
    public record Share(Room room, Object owner) {

        /** Whether there was room for so many more. */
        public boolean take(long bytes) {
            return bytes <= 0 || room.take(owner, bytes);
        }

        /** So many are not held any more. */
        public void give(long bytes) {
            if (bytes > 0) {
                room.give(owner, bytes);
            }
        }
    }
}
