package dev.gatehouse.gateway.server;

import java.util.UUID;

/** A place in the gateway's address space: one that can be served, or one that this gateway does not understand. */
public sealed interface ServerEntry {

    /** The server there, by itself or through a bundle. */
    UUID id();

    /** {@code slug} or {@code bundle/slug}, what follows {@code /mcp/}. */
    String route();

    /** Understood completely. */
    record Served(ProxiedServer server) implements ServerEntry {
        @Override
        public UUID id() {
            return server.view().id();
        }

        @Override
        public String route() {
            return server.route();
        }
    }

    /**
     * Something about it is unknown to this gateway, a newer kind of identity provider for instance. It exists, and
     * nothing is let through to it.
     *
     * @param problem what was not understood, for the log
     */
    record NotUnderstood(UUID id, String route, String problem) implements ServerEntry {}
}
