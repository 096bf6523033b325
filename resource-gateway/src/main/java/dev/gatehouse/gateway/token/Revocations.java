package dev.gatehouse.gateway.token;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The revocation entries of the last two hours, longer than any token that they name is good for. Immutable; matched by
 * id, never by time, and dropped by elapsed time alone: a clock that jumps must not bring a revoked token back.
 */
public final class Revocations {

    /** None. */
    public static final Revocations NONE = new Revocations(Map.of());

    static final Duration KEPT = Duration.ofHours(2);

    /** When each was received. */
    private final Map<Entry, Long> entries;

    private Revocations(Map<Entry, Long> entries) {
        this.entries = entries;
    }

    /**
     * These revocations and {@code more}, without those that were received too long ago.
     *
     * @param nanoTime now, as {@link System#nanoTime()}
     */
    public Revocations plus(Collection<Entry> more, long nanoTime) {
        Map<Entry, Long> next = new HashMap<>();
        entries.forEach((entry, receivedAt) -> {
            if (nanoTime - receivedAt < KEPT.toNanos()) {
                next.put(entry, receivedAt);
            }
        });
        more.forEach(entry -> next.put(entry, nanoTime));
        return new Revocations(next);
    }

    /** How many there are. */
    public int size() {
        return entries.size();
    }

    /** Whether an entry names this token, its authorization or its key. */
    boolean name(VerifiedToken token) {
        return has(What.TOKEN, token.tokenId())
                || has(What.AUTHORIZATION, token.authorizationId())
                || has(What.KEY, token.keyId());
    }

    private boolean has(What what, @Nullable String id) {
        return id != null
                && !entries.isEmpty()
                && (entries.containsKey(new Entry(what, id)) || entries.containsKey(new Entry(What.UNKNOWN, id)));
    }

    /** What an entry names. */
    public enum What {
        /** One token, by its jti. */
        TOKEN,
        /** All tokens of an authorization, by their sid. */
        AUTHORIZATION,
        /** All tokens under a key, by their kid. */
        KEY,
        /** A kind that this gateway does not know: the id revokes whatever carries it. */
        UNKNOWN
    }

    /** One entry. */
    public record Entry(What what, String id) {}
}
