package dev.gatehouse.gateway.server;

import java.util.UUID;

/** A server of the feed: one that can be served, or one that this gateway does not understand. */
public sealed interface ServerEntry {

    /** Never reused. */
    UUID id();

    /** Unique, never reused. */
    String slug();

    /** Understood completely. */
    record Served(ProxiedServer server) implements ServerEntry {
        @Override
        public UUID id() {
            return server.view().id();
        }

        @Override
        public String slug() {
            return server.slug();
        }
    }

    /**
     * Something about it is unknown to this gateway, a newer kind of identity provider for instance. It exists, and
     * nothing is let through to it.
     *
     * @param problem what was not understood, for the log
     */
    record NotUnderstood(UUID id, String slug, String problem) implements ServerEntry {}
}
