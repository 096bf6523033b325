package dev.gatehouse.authserver.key;

import dev.gatehouse.db.key.StoredKey;
import dev.gatehouse.db.key.StoredKey.Purpose;
import dev.gatehouse.db.key.StoredKeys;
import dev.gatehouse.policy.key.KeySchedule.Key;
import dev.gatehouse.policy.token.TokenMac;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The keys as they were read at a moment; which of them signs follows from the time since, by the database's clock.
 *
 * @param stored as they were read
 * @param readAt when that was, as {@link System#nanoTime()}; not later than the database's time in {@code stored}
 * @param signing those that sign or have signed something valid, newest first
 * @param mac likewise
 */
record KeysInUse(
        StoredKeys stored,
        long readAt,
        KeySchedules schedules,
        Map<String, SigningKey> signing,
        Map<String, SecretKey> mac) {

    /**
     * Unwraps what was read.
     *
     * @param former what was unwrapped before
     */
    static KeysInUse of(
            StoredKeys stored, long readAt, KeyMaker maker, KeySchedules schedules, @Nullable KeysInUse former) {
        Map<String, SigningKey> signing = new LinkedHashMap<>();
        Map<String, SecretKey> mac = new LinkedHashMap<>();
        for (StoredKey key : stored.keys()) {
            if (!KeySchedules.times(key).live()) {
                continue;
            }
            if (key.purpose() == Purpose.SIGNING) {
                SigningKey known = former == null ? null : former.signing.get(key.kid());
                signing.put(key.kid(), known == null ? maker.signingKey(key) : known);
            } else {
                SecretKey known = former == null ? null : former.mac.get(key.kid());
                mac.put(key.kid(), known == null ? maker.macKey(key) : known);
            }
        }
        return new KeysInUse(stored, readAt, schedules, signing, mac);
    }

    /** The key that signs now. */
    SigningKey current() {
        return Objects.requireNonNull(signing.get(currentKid(Purpose.SIGNING)));
    }

    /** Makes codes and refresh tokens with the key that makes them now. */
    TokenMac tokenMac() {
        return new TokenMac(mac, currentKid(Purpose.TOKEN_MAC));
    }

    private String currentKid(Purpose purpose) {
        List<Key> times = KeySchedules.times(stored.of(purpose));
        Instant now = stored.now().plusNanos(System.nanoTime() - readAt);
        return schedules
                .of(purpose)
                .current(times, now)
                .orElseThrow(() -> new IllegalStateException("there is no " + purpose + " key in the database"))
                .kid();
    }

    /** Does not print keys. */
    @Override
    public String toString() {
        return "KeysInUse[" + stored.keys() + "]";
    }
}
