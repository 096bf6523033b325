package dev.gatehouse.gateway.shard;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map in {@value #SHARDS} parts. A changed one shares all parts with the one before but those that the change
 * touches; so a change of 100,000 entries costs about as much as one of a hundred. A look-up takes no lock and allocates
 * nothing.
 */
public final class ShardedMap<K, V> {

    /** How many parts there are. */
    public static final int SHARDS = 4096;

    private static final ShardedMap<Object, Object> EMPTY = new ShardedMap<>(parts(), 0);

    private final Map<K, V>[] parts;
    private final int size;

    private ShardedMap(Map<K, V>[] parts, int size) {
        this.parts = parts;
        this.size = size;
    }

    /** One without entries. */
    @SuppressWarnings("unchecked")
    public static <K, V> ShardedMap<K, V> empty() {
        return (ShardedMap<K, V>) EMPTY;
    }

    /** What is there under the key; null for nothing. */
    public @Nullable V get(K key) {
        return parts[place(key)].get(key);
    }

    /** How many entries there are. */
    public int size() {
        return size;
    }

    /** Any entry's value; empty when there is none. Looks through the parts. */
    public Optional<V> any() {
        for (Map<K, V> part : parts) {
            if (!part.isEmpty()) {
                return Optional.of(part.values().iterator().next());
            }
        }
        return Optional.empty();
    }

    /** Hands every value to {@code each}, in no order. */
    public void forEach(Consumer<V> each) {
        for (Map<K, V> part : parts) {
            part.values().forEach(each);
        }
    }

    /** Begins a change. This map stays as it is. */
    public Edit<K, V> edit() {
        return new Edit<>(this);
    }

    private static int place(Object key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 12) ^ (hash >>> 24)) & (SHARDS - 1);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <K, V> Map<K, V>[] parts() {
        Map[] none = new Map[SHARDS];
        Arrays.fill(none, Map.of());
        return none;
    }

    /** A change under way, of one thread. */
    public static final class Edit<K, V> {

        private final ShardedMap<K, V> before;
        private final Map<K, V>[] parts;
        private int size;

        private Edit(ShardedMap<K, V> before) {
            this.before = before;
            this.parts = before.parts.clone();
            this.size = before.size;
        }

        /** What is there at this point of the change. */
        public @Nullable V get(K key) {
            return parts[place(key)].get(key);
        }

        /** Puts an entry, over the one that may be there. */
        public void put(K key, V value) {
            if (own(place(key)).put(key, value) == null) {
                size++;
            }
        }

        /** Takes an entry out, if it is there. */
        public void remove(K key) {
            int place = place(key);
            if (parts[place].containsKey(key)) {
                own(place).remove(key);
                size--;
            }
        }

        /** Takes those out of one part that have this value. */
        public void removeIf(int part, Predicate<V> what) {
            if (parts[part].values().stream().anyMatch(what)) {
                Map<K, V> own = own(part);
                int had = own.size();
                own.values().removeIf(what);
                size -= had - own.size();
            }
        }

        /** The changed map. The change is over. */
        public ShardedMap<K, V> done() {
            return new ShardedMap<>(parts, size);
        }

        private Map<K, V> own(int place) {
            if (parts[place] == before.parts[place]) {
                parts[place] = new HashMap<>(parts[place]);
            }
            return parts[place];
        }
    }
}
