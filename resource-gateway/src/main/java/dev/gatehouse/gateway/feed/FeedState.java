package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.gateway.token.Revocations;
import dev.gatehouse.gateway.token.TrustAnchor;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * All that the gateway knows at one moment. Immutable.
 *
 * @param cursor where the feed goes on
 * @param anchor our own issuer and its keys
 * @param servers by slug
 * @param revocations what is revoked
 */
public record FeedState(String cursor, TrustAnchor anchor, Map<String, ServerEntry> servers, Revocations revocations) {

    /** Copies. */
    public FeedState {
        servers = Map.copyOf(servers);
    }

    static Map<String, ServerEntry> bySlug(Collection<ServerEntry> entries) {
        Map<String, ServerEntry> servers = new HashMap<>();
        entries.forEach(entry -> servers.put(entry.slug(), entry));
        return servers;
    }

    /** The server with this slug. */
    public Optional<ServerEntry> server(String slug) {
        return Optional.ofNullable(servers.get(slug));
    }

    /** This state after changes; applying one twice changes nothing. */
    FeedState after(String nextCursor, List<FeedChange> changes, long nanoTime) {
        if (changes.isEmpty()) {
            return new FeedState(nextCursor, anchor, servers, revocations);
        }
        Map<UUID, ServerEntry> byId = new HashMap<>();
        servers.values().forEach(entry -> byId.put(entry.id(), entry));
        TrustAnchor nextAnchor = anchor;
        List<Revocations.Entry> revoked = new java.util.ArrayList<>();
        for (FeedChange change : changes) {
            if (change instanceof FeedChange.ServerChanged changed) {
                byId.put(changed.server().id(), changed.server());
            } else if (change instanceof FeedChange.ServerGone gone) {
                byId.remove(gone.id());
            } else if (change instanceof FeedChange.Revoked revocation) {
                revoked.add(revocation.entry());
            } else if (change instanceof FeedChange.KeysChanged keys) {
                nextAnchor = TrustAnchor.builtIn(anchor.issuer(), keys.keys());
            }
        }
        return new FeedState(nextCursor, nextAnchor, bySlug(byId.values()), revocations.plus(revoked, nanoTime));
    }
}
