package dev.gatehouse.policy.key;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which key signs, and what is to be done next, from the keys' times alone. A successor is published before it signs, and
 * a predecessor stays published until all that it signed has expired: so whoever looks at a published key set, even an old
 * copy of it, finds the key of every token that is valid.
 *
 * @param rotation how long a key signs
 * @param lead how long a successor is published before it signs: longer than anybody keeps a copy of the key set
 * @param kept how long a predecessor is kept after it signed last: longer than anything that it signed is valid
 */
public record KeySchedule(Duration rotation, Duration lead, Duration kept) {

    private static final Comparator<Key> IN_ORDER =
            Comparator.comparing(Key::signsAt).thenComparing(Key::kid);

    /**
     * A key's times.
     *
     * @param kid its id
     * @param algorithm what it signs with
     * @param signsAt from when on it signs, until a later one does
     * @param endedAt when it was found to be of no use any more
     * @param revokedAt when it was revoked
     */
    public record Key(
            String kid,
            String algorithm,
            Instant signsAt,
            @Nullable Instant endedAt,
            @Nullable Instant revokedAt) {

        /** Whether what it signed may be valid: it neither ended nor was revoked. */
        public boolean live() {
            return endedAt == null && revokedAt == null;
        }

        private boolean everSigned() {
            return revokedAt == null || revokedAt.isAfter(signsAt);
        }
    }

    /** Where a key is in its life. */
    public enum State {
        /** Published, and signs nothing yet. */
        PENDING,
        /** Signs. */
        CURRENT,
        /** Signs no more; what it signed is valid. */
        RETIRED,
        /** All that it signed has expired. */
        ENDED,
        /** All that it signed is refused. */
        REVOKED
    }

    /**
     * The key that signs now. When none has come to its time, because a clock was set back, it is the one that comes to it
     * first: somebody must sign.
     */
    public Optional<Key> current(Collection<Key> keys, Instant now) {
        return keys.stream()
                .filter(Key::live)
                .filter(key -> !key.signsAt().isAfter(now))
                .max(IN_ORDER)
                .or(() -> keys.stream().filter(Key::live).min(IN_ORDER));
    }

    /** Where a key is in its life. */
    public State state(Key key, Collection<Key> keys, Instant now) {
        if (key.revokedAt() != null) {
            return State.REVOKED;
        }
        if (key.endedAt() != null) {
            return State.ENDED;
        }
        int order = current(keys, now)
                .map(current -> IN_ORDER.compare(key, current))
                .orElse(0);
        return order == 0 ? State.CURRENT : order > 0 ? State.PENDING : State.RETIRED;
    }

    /** When a first key signs: at once, when there is none; empty when there is one. */
    public Optional<Instant> first(Collection<Key> keys, Instant now) {
        return keys.stream().anyMatch(Key::live) ? Optional.empty() : Optional.of(now);
    }

    /** When a key signs that is to be made now because it is time; empty when it is not. */
    public Optional<Instant> due(Collection<Key> keys, Instant now) {
        boolean time = current(keys, now)
                .filter(current ->
                        !now.isBefore(current.signsAt().plus(rotation).minus(lead)))
                .isPresent();
        return time ? onCommand(keys, now) : first(keys, now);
    }

    /** When a key signs that is to be made now on command; empty when a successor is on its way already. */
    public Optional<Instant> onCommand(Collection<Key> keys, Instant now) {
        if (keys.stream().noneMatch(Key::live)) {
            return Optional.of(now);
        }
        boolean onItsWay = keys.stream().anyMatch(key -> state(key, keys, now) == State.PENDING);
        return onItsWay ? Optional.empty() : Optional.of(now.plus(lead));
    }

    /** When a key signs that is to be made now since the newest one has another algorithm; empty when it has this one. */
    public Optional<Instant> withAlgorithm(String algorithm, Collection<Key> keys, Instant now) {
        Optional<Key> newest = keys.stream().filter(Key::live).max(IN_ORDER);
        if (newest.isEmpty()) {
            return Optional.of(now);
        }
        return newest.get().algorithm().equals(algorithm) ? Optional.empty() : Optional.of(now.plus(lead));
    }

    /** The keys that are to be ended: all that they signed has expired. */
    public List<Key> over(Collection<Key> keys, Instant now) {
        return keys.stream()
                .filter(key -> state(key, keys, now) == State.RETIRED)
                .filter(key -> retiredAt(key, keys)
                        .filter(at -> !now.isBefore(at.plus(kept)))
                        .isPresent())
                .toList();
    }

    /** When a key signed last: when the next one that ever signed began to. */
    private static Optional<Instant> retiredAt(Key key, Collection<Key> keys) {
        return keys.stream()
                .filter(Key::everSigned)
                .filter(other -> IN_ORDER.compare(other, key) > 0)
                .min(IN_ORDER)
                .map(Key::signsAt);
    }
}
