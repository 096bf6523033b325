package dev.gatehouse.gateway.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many there are at once, of each. Nothing is kept of whom there is none. */
final class Places {

    private final ConcurrentMap<Object, Integer> taken = new ConcurrentHashMap<>();

    /** Takes a place, unless so many are taken. */
    boolean take(Object key, int limit) {
        // merge cannot refuse; what it has made too many is given back
        if (taken.merge(key, 1, Integer::sum) <= limit) {
            return true;
        }
        give(key);
        return false;
    }

    /** Gives one back. */
    void give(Object key) {
        taken.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }

    /** How many keys are remembered. */
    int remembered() {
        return taken.size();
    }
}
