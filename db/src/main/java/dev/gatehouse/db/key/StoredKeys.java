package dev.gatehouse.db.key;

import java.time.Instant;
import java.util.List;

/**
 * All keys at one moment.
 *
 * @param keys newest first
 * @param now that moment, by the database's clock: nodes whose clocks differ agree by it on what signs
 */
public record StoredKeys(List<StoredKey> keys, Instant now) {

    /** Copies. */
    public StoredKeys {
        keys = List.copyOf(keys);
    }

    /** Those for a purpose, newest first. */
    public List<StoredKey> of(StoredKey.Purpose purpose) {
        return keys.stream().filter(key -> key.purpose() == purpose).toList();
    }
}
