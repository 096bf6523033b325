package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.assertion.AssertionKeys;
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
 * @param routes the servers, by themselves and through bundles, by what follows {@code /mcp/}
 * @param revocations what is revoked
 * @param assertionKeys what signs for upstreams
 */
public record FeedState(
        String cursor,
        TrustAnchor anchor,
        Map<String, ServerEntry> routes,
        Revocations revocations,
        AssertionKeys assertionKeys) {

    /** Copies. */
    public FeedState {
        routes = Map.copyOf(routes);
    }

    static Map<String, ServerEntry> byRoute(Collection<ServerEntry> entries) {
        Map<String, ServerEntry> routes = new HashMap<>();
        entries.forEach(entry -> routes.put(entry.route(), entry));
        return routes;
    }

    /** What is at this place, {@code slug} or {@code bundle/slug}. */
    public Optional<ServerEntry> at(String route) {
        return Optional.ofNullable(routes.get(route));
    }

    /** This state after changes; applying one twice changes nothing. */
    FeedState after(String nextCursor, List<FeedChange> changes, long nanoTime) {
        if (changes.isEmpty()) {
            return new FeedState(nextCursor, anchor, routes, revocations, assertionKeys);
        }
        Map<UUID, List<ServerEntry>> changedServers = new HashMap<>();
        TrustAnchor nextAnchor = anchor;
        AssertionKeys nextAssertionKeys = assertionKeys;
        List<Revocations.Entry> revoked = new java.util.ArrayList<>();
        for (FeedChange change : changes) {
            if (change instanceof FeedChange.ServerChanged changed) {
                changedServers.put(changed.id(), changed.entries());
            } else if (change instanceof FeedChange.ServerGone gone) {
                changedServers.put(gone.id(), List.of());
            } else if (change instanceof FeedChange.Revoked revocation) {
                revoked.add(revocation.entry());
            } else if (change instanceof FeedChange.KeysChanged keys) {
                nextAnchor = TrustAnchor.builtIn(anchor.issuer(), keys.keys());
                nextAssertionKeys = keys.assertionKeys();
            }
        }
        return new FeedState(
                nextCursor, nextAnchor, with(changedServers), revocations.plus(revoked, nanoTime), nextAssertionKeys);
    }

    private Map<String, ServerEntry> with(Map<UUID, List<ServerEntry>> changedServers) {
        if (changedServers.isEmpty()) {
            return routes;
        }
        Map<String, ServerEntry> next = new HashMap<>(routes);
        next.values().removeIf(entry -> changedServers.containsKey(entry.id()));
        changedServers.values().forEach(entries -> next.putAll(byRoute(entries)));
        return next;
    }
}
