package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.shard.ShardedMap;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The revocation entries of the last two hours, longer than any token that they name is good for. Immutable; matched by
 * id, never by time, and dropped by elapsed time alone: a clock that jumps must not bring a revoked token back.
 *
 * <p>A change costs what changes, however many entries there are; those that are too old go part by part
 * ({@link #swept}), never all at once.
 */
public final class Revocations {

    /** None. */
    public static final Revocations NONE = new Revocations(ShardedMap.empty(), 0);

    static final Duration KEPT = Duration.ofHours(2);

    /** How many of the parts one sweep looks at. */
    static final int SWEPT_AT_ONCE = 16;

    private final ShardedMap<String, Mark> marks;
    private final int nextPart;

    private Revocations(ShardedMap<String, Mark> marks, int nextPart) {
        this.marks = marks;
        this.nextPart = nextPart;
    }

    /**
     * These revocations and {@code more}.
     *
     * @param nanoTime now, as {@link System#nanoTime()}
     */
    public Revocations plus(Collection<Entry> more, long nanoTime) {
        if (more.isEmpty()) {
            return this;
        }
        ShardedMap.Edit<String, Mark> edit = marks.edit();
        Mark[] fresh = new Mark[1 << What.values().length];
        for (Entry entry : more) {
            Mark old = edit.get(entry.id());
            int kinds = entry.what().bit() | (old == null ? 0 : old.kinds());
            if (fresh[kinds] == null) {
                fresh[kinds] = new Mark(kinds, nanoTime);
            }
            edit.put(entry.id(), fresh[kinds]);
        }
        return new Revocations(edit.done(), nextPart);
    }

    /**
     * These revocations without some of those that were received too long ago. To be called again and again: each call looks
     * at a few parts, and all have had their turn after {@code ShardedMap.SHARDS / SWEPT_AT_ONCE} calls.
     *
     * @param nanoTime now, as {@link System#nanoTime()}
     */
    public Revocations swept(long nanoTime) {
        if (marks.size() == 0) {
            return this;
        }
        ShardedMap.Edit<String, Mark> edit = marks.edit();
        for (int i = 0; i < SWEPT_AT_ONCE; i++) {
            edit.removeIf((nextPart + i) % ShardedMap.SHARDS, mark -> nanoTime - mark.receivedAt() >= KEPT.toNanos());
        }
        return new Revocations(edit.done(), (nextPart + SWEPT_AT_ONCE) % ShardedMap.SHARDS);
    }

    /** How many there are. */
    public int size() {
        return marks.size();
    }

    /** Whether an entry names this token, its authorization or its key. */
    public boolean name(VerifiedToken token) {
        return has(What.TOKEN, token.tokenId())
                || has(What.AUTHORIZATION, token.authorizationId())
                || has(What.KEY, token.keyId());
    }

    private boolean has(What what, @Nullable String id) {
        if (id == null || marks.size() == 0) {
            return false;
        }
        Mark mark = marks.get(id);
        return mark != null && (mark.kinds() & (what.bit() | What.UNKNOWN.bit())) != 0;
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
        UNKNOWN;

        private int bit() {
            return 1 << ordinal();
        }
    }

    /** One entry. */
    public record Entry(What what, String id) {}

    /** What is said about an id, and when the last of it was received. Shared by all that came together. */
    private record Mark(int kinds, long receivedAt) {}
}
