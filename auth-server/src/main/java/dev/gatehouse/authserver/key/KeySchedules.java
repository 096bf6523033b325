package dev.gatehouse.authserver.key;

import dev.gatehouse.db.key.StoredKey;
import dev.gatehouse.policy.key.KeySchedule;
import dev.gatehouse.policy.key.KeySchedule.Key;
import java.util.List;

/**
 * The schedules of the kinds of keys.
 *
 * @param signing of the keys that sign access tokens
 * @param tokenMac of the keys that make codes and refresh tokens
 * @param audit of the keys that sign checkpoints of the audit log
 * @param assertion of the keys that sign what gateways say to upstreams
 */
record KeySchedules(KeySchedule signing, KeySchedule tokenMac, KeySchedule audit, KeySchedule assertion) {

    KeySchedule of(StoredKey.Purpose purpose) {
        return switch (purpose) {
            case SIGNING -> signing;
            case TOKEN_MAC -> tokenMac;
            case AUDIT -> audit;
            case ASSERTION -> assertion;
        };
    }

    /** The times of stored keys. */
    static List<Key> times(List<StoredKey> keys) {
        return keys.stream().map(KeySchedules::times).toList();
    }

    static Key times(StoredKey key) {
        return new Key(key.kid(), key.algorithm(), key.signsAt(), key.endedAt(), key.revokedAt());
    }
}
