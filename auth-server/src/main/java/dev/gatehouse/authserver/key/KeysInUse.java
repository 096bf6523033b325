package dev.gatehouse.authserver.key;

import dev.gatehouse.db.key.StoredKey;
import dev.gatehouse.db.key.StoredKey.Purpose;
import dev.gatehouse.db.key.StoredKeys;
import dev.gatehouse.policy.key.KeySchedule.Key;
import dev.gatehouse.policy.token.TokenMac;
import java.time.Instant;
import java.util.Comparator;
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
 * @param audit likewise, for checkpoints of the audit log alone
 * @param assertion likewise, for what gateways say to upstreams alone
 */
record KeysInUse(
        StoredKeys stored,
        long readAt,
        KeySchedules schedules,
        Map<String, SigningKey> signing,
        Map<String, SecretKey> mac,
        Map<String, SigningKey> audit,
        Map<String, SigningKey> assertion) {

    /**
     * Unwraps what was read.
     *
     * @param former what was unwrapped before
     */
    static KeysInUse of(
            StoredKeys stored, long readAt, KeyMaker maker, KeySchedules schedules, @Nullable KeysInUse former) {
        Map<String, SigningKey> signing = new LinkedHashMap<>();
        Map<String, SecretKey> mac = new LinkedHashMap<>();
        Map<String, SigningKey> audit = new LinkedHashMap<>();
        Map<String, SigningKey> assertion = new LinkedHashMap<>();
        for (StoredKey key : stored.keys()) {
            if (!KeySchedules.times(key).live()) {
                continue;
            }
            switch (key.purpose()) {
                case SIGNING -> signing.put(key.kid(), unwrapped(key, former == null ? null : former.signing, maker));
                case AUDIT -> audit.put(key.kid(), unwrapped(key, former == null ? null : former.audit, maker));
                case ASSERTION ->
                    assertion.put(key.kid(), unwrapped(key, former == null ? null : former.assertion, maker));
                case TOKEN_MAC -> {
                    SecretKey known = former == null ? null : former.mac.get(key.kid());
                    mac.put(key.kid(), known == null ? maker.macKey(key) : known);
                }
            }
        }
        return new KeysInUse(stored, readAt, schedules, signing, mac, audit, assertion);
    }

    private static SigningKey unwrapped(StoredKey key, @Nullable Map<String, SigningKey> former, KeyMaker maker) {
        SigningKey known = former == null ? null : former.get(key.kid());
        return known == null ? maker.signingKey(key) : known;
    }

    /** The key that signs now. */
    SigningKey current() {
        return Objects.requireNonNull(signing.get(currentKid(Purpose.SIGNING)));
    }

    /** The key that signs checkpoints of the audit log now. */
    SigningKey currentAudit() {
        return Objects.requireNonNull(audit.get(currentKid(Purpose.AUDIT)));
    }

    /**
     * The keys of assertions, the one that signs now first. It and those that come after it have their private halves, and
     * say from when on they sign ({@code nbf}), so that a gateway goes over to the next one by itself; of those that sign no
     * more there is the public half.
     */
    List<Map<String, Object>> assertionKeys() {
        List<StoredKey> live = stored.of(Purpose.ASSERTION).stream()
                .filter(key -> assertion.containsKey(key.kid()))
                .toList();
        String current = currentKid(Purpose.ASSERTION);
        Instant now = now();
        return live.stream()
                .sorted(Comparator.comparing((StoredKey key) -> !key.kid().equals(current)))
                .map(key -> {
                    SigningKey found = Objects.requireNonNull(assertion.get(key.kid()));
                    boolean retired =
                            !key.kid().equals(current) && !key.signsAt().isAfter(now);
                    return retired ? found.publicHalf().toJSONObject() : found.privateHalf(key.signsAt());
                })
                .toList();
    }

    /** Makes codes and refresh tokens with the key that makes them now. */
    TokenMac tokenMac() {
        return new TokenMac(mac, currentKid(Purpose.TOKEN_MAC));
    }

    private String currentKid(Purpose purpose) {
        List<Key> times = KeySchedules.times(stored.of(purpose));
        return schedules
                .of(purpose)
                .current(times, now())
                .orElseThrow(() -> new IllegalStateException("there is no " + purpose + " key in the database"))
                .kid();
    }

    private Instant now() {
        return stored.now().plusNanos(System.nanoTime() - readAt);
    }

    /** Does not print keys. */
    @Override
    public String toString() {
        return "KeysInUse[" + stored.keys() + "]";
    }
}
