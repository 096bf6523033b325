package dev.gatehouse.authserver.key;

import dev.gatehouse.db.key.StoredKey;
import dev.gatehouse.policy.key.KeySchedule;
import dev.gatehouse.policy.key.KeySchedule.Key;
import java.util.List;

/**
 * The schedules of the two kinds of keys.
 *
 * @param signing of the keys that sign access tokens
 * @param tokenMac of the keys that make codes and refresh tokens
 */
record KeySchedules(KeySchedule signing, KeySchedule tokenMac) {

    KeySchedule of(StoredKey.Purpose purpose) {
        return purpose == StoredKey.Purpose.SIGNING ? signing : tokenMac;
    }

    /** The times of stored keys. */
    static List<Key> times(List<StoredKey> keys) {
        return keys.stream().map(KeySchedules::times).toList();
    }

    static Key times(StoredKey key) {
        return new Key(key.kid(), key.algorithm(), key.signsAt(), key.endedAt(), key.revokedAt());
    }
}
