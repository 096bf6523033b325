package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.assertion.AssertionKeys;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.gateway.shard.ShardedMap;
import dev.gatehouse.gateway.token.Revocations;
import dev.gatehouse.gateway.token.TrustAnchor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * All that the gateway knows at one moment. Immutable; the next one shares with it what has not changed.
 *
 * @param cursor where the feed goes on
 * @param anchor our own issuer and its keys
 * @param routes the servers, by themselves and through bundles, by what follows {@code /mcp/}
 * @param places the same by the server's id
 * @param revocations what is revoked
 * @param assertionKeys what signs for upstreams
 */
public record FeedState(
        String cursor,
        TrustAnchor anchor,
        ShardedMap<String, ServerEntry> routes,
        ShardedMap<UUID, List<ServerEntry>> places,
        Revocations revocations,
        AssertionKeys assertionKeys) {

    static FeedState of(
            String cursor,
            TrustAnchor anchor,
            Collection<ServerEntry> servers,
            Revocations revocations,
            AssertionKeys assertionKeys) {
        ShardedMap.Edit<String, ServerEntry> routes =
                ShardedMap.<String, ServerEntry>empty().edit();
        ShardedMap.Edit<UUID, List<ServerEntry>> places =
                ShardedMap.<UUID, List<ServerEntry>>empty().edit();
        for (ServerEntry entry : servers) {
            routes.put(entry.route(), entry);
            List<ServerEntry> of = places.get(entry.id());
            if (of == null) {
                of = new ArrayList<>();
                places.put(entry.id(), of);
            }
            of.add(entry);
        }
        return new FeedState(cursor, anchor, routes.done(), places.done(), revocations, assertionKeys);
    }

    /** What is at this place, {@code slug} or {@code bundle/slug}. */
    public Optional<ServerEntry> at(String route) {
        return Optional.ofNullable(routes.get(route));
    }

    /** This state after changes; applying one twice changes nothing. */
    FeedState after(String nextCursor, List<FeedChange> changes, long nanoTime) {
        TrustAnchor nextAnchor = anchor;
        AssertionKeys nextAssertionKeys = assertionKeys;
        List<Revocations.Entry> revoked = new ArrayList<>();
        List<FeedChange.ServerChanged> servers = new ArrayList<>();
        for (FeedChange change : changes) {
            if (change instanceof FeedChange.ServerChanged changed) {
                servers.add(changed);
            } else if (change instanceof FeedChange.ServerGone gone) {
                servers.add(new FeedChange.ServerChanged(gone.id(), List.of()));
            } else if (change instanceof FeedChange.Revoked revocation) {
                revoked.add(revocation.entry());
            } else if (change instanceof FeedChange.KeysChanged keys) {
                nextAnchor = TrustAnchor.builtIn(anchor.issuer(), keys.keys());
                nextAssertionKeys = keys.assertionKeys();
            }
        }
        return with(servers).next(nextCursor, nextAnchor, revocations.plus(revoked, nanoTime), nextAssertionKeys);
    }

    /** This state without some of the revocations that concern no token any more. */
    FeedState swept(long nanoTime) {
        return next(cursor, anchor, revocations.swept(nanoTime), assertionKeys);
    }

    private FeedState next(
            String nextCursor, TrustAnchor nextAnchor, Revocations nextRevocations, AssertionKeys nextAssertionKeys) {
        return new FeedState(nextCursor, nextAnchor, routes, places, nextRevocations, nextAssertionKeys);
    }

    /** What all of them left goes first: one may have taken the place of another. */
    private FeedState with(List<FeedChange.ServerChanged> servers) {
        if (servers.isEmpty()) {
            return this;
        }
        ShardedMap.Edit<String, ServerEntry> nextRoutes = routes.edit();
        ShardedMap.Edit<UUID, List<ServerEntry>> nextPlaces = places.edit();
        for (FeedChange.ServerChanged changed : servers) {
            List<ServerEntry> had = nextPlaces.get(changed.id());
            if (had != null) {
                had.forEach(entry -> leave(entry, nextRoutes));
            }
            if (changed.entries().isEmpty()) {
                nextPlaces.remove(changed.id());
            } else {
                nextPlaces.put(changed.id(), changed.entries());
            }
        }
        for (FeedChange.ServerChanged changed : servers) {
            List<ServerEntry> last = nextPlaces.get(changed.id());
            if (last != null) {
                last.forEach(entry -> nextRoutes.put(entry.route(), entry));
            }
        }
        return new FeedState(cursor, anchor, nextRoutes.done(), nextPlaces.done(), revocations, assertionKeys);
    }

    private static void leave(ServerEntry entry, ShardedMap.Edit<String, ServerEntry> routes) {
        ServerEntry there = routes.get(entry.route());
        if (there != null && there.id().equals(entry.id())) {
            routes.remove(entry.route());
        }
    }
}
