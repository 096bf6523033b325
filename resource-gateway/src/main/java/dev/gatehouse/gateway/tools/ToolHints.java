package dev.gatehouse.gateway.tools;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.server.ProxiedServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Which tools of a server are read-only, by the word of its upstream ({@code annotations.readOnlyHint}). A tool of which
 * nothing is known, or of which it was ever said otherwise, is not.
 *
 * <p>A server and the bundles that carry it share what is known. It is forgotten an hour after the first word of it, and
 * when the server is somewhere else.
 */
@Component
public final class ToolHints {

    static final int MAX_TOOLS = 2_000;
    static final int MAX_NAME = 256;
    static final Duration KEPT = Duration.ofHours(1);

    /** In bytes, roughly. */
    private static final long MAX_WEIGHT = 16L * 1024 * 1024;

    private final Cache<UUID, Known> servers = Caffeine.newBuilder()
            .maximumWeight(MAX_WEIGHT)
            .weigher((UUID id, Known known) -> known.weight())
            .executor(Runnable::run)
            .build();
    private final InstantSource clock;

    ToolHints(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The upstream has listed these.
     *
     * @param readOnly by name, whether the upstream says that the tool changes nothing
     */
    public void saw(ProxiedServer server, Map<String, Boolean> readOnly) {
        Instant now = clock.instant();
        servers.asMap()
                .compute(
                        server.view().id(),
                        (id, before) -> (before == null || !before.holds(server, now)
                                        ? new Known(server.upstream(), now, Map.of())
                                        : before)
                                .with(readOnly));
    }

    /** Whether this tool may be called by somebody who may only read. */
    public boolean isReadOnly(ProxiedServer server, String tool) {
        return known(server).getOrDefault(tool, false);
    }

    /** Whether the upstream has said anything about this tool. */
    public boolean knows(ProxiedServer server, String tool) {
        return known(server).containsKey(tool);
    }

    private Map<String, Boolean> known(ProxiedServer server) {
        Known known = servers.getIfPresent(server.view().id());
        return known == null || !known.holds(server, clock.instant()) ? Map.of() : known.readOnly();
    }

    /** Immutable: lists are read while others are learned from. */
    private record Known(URI upstream, Instant since, Map<String, Boolean> readOnly) {

        private boolean holds(ProxiedServer server, Instant now) {
            return upstream.equals(server.upstream()) && now.isBefore(since.plus(KEPT));
        }

        /** What it takes to remember this, in bytes, roughly. */
        private int weight() {
            return 256
                    + readOnly.keySet().stream()
                            .mapToInt(name -> 96 + 2 * name.length())
                            .sum();
        }

        private Known with(Map<String, Boolean> more) {
            if (more.entrySet().stream().allMatch(entry -> entry.getValue().equals(readOnly.get(entry.getKey())))) {
                return this;
            }
            Map<String, Boolean> next = new HashMap<>(readOnly);
            more.forEach((name, reads) -> {
                boolean room = next.size() < MAX_TOOLS && name.length() <= MAX_NAME;
                if (room || next.containsKey(name)) {
                    next.merge(name, reads, Boolean::logicalAnd);
                }
            });
            return new Known(upstream, since, Map.copyOf(next));
        }
    }
}
