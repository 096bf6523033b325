package dev.gatehouse.gateway.token;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The revocation entries that have not expired. Immutable; matched by id, never by time. */
public final class Revocations {

    /** None. */
    public static final Revocations NONE = new Revocations(Map.of());

    private final Map<Entry.Key, Instant> entries;

    private Revocations(Map<Entry.Key, Instant> entries) {
        this.entries = entries;
    }

    /** These revocations and {@code more}, without those that have expired by {@code now}. */
    public Revocations plus(Collection<Entry> more, Instant now) {
        Map<Entry.Key, Instant> next = new HashMap<>();
        entries.forEach((key, expiresAt) -> {
            if (expiresAt.isAfter(now)) {
                next.put(key, expiresAt);
            }
        });
        for (Entry entry : more) {
            if (entry.expiresAt().isAfter(now)) {
                next.merge(entry.key(), entry.expiresAt(), (a, b) -> a.isAfter(b) ? a : b);
            }
        }
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
                && (entries.containsKey(new Entry.Key(what, id))
                        || entries.containsKey(new Entry.Key(What.UNKNOWN, id)));
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
    public record Entry(What what, String id, Instant expiresAt) {

        Key key() {
            return new Key(what, id);
        }

        record Key(What what, String id) {}
    }
}
