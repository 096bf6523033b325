package dev.gatehouse.db.server;

import dev.gatehouse.db.Column;
import java.util.Collection;
import java.util.Comparator;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Locks servers against each other's changes: a grant that is being written against the deletion of its server, two
 * credentials against the limit. Servers are locked after memberships and before authorizations.
 */
@Component
public final class ServerLocks {

    private final JdbcClient jdbc;

    ServerLocks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Locks a server; one that does not exist is nothing to lock. */
    public void lock(UUID serverId) {
        jdbc.sql("select id from mcp_server where id = :id for update")
                .param("id", serverId)
                .query((row, n) -> Column.uuid(row, "id"))
                .optional();
    }

    /** Locks an identity provider: its change against a server that is being bound to it. After the server. */
    public void lockProvider(UUID providerId) {
        jdbc.sql("select id from external_idp where id = :id for update")
                .param("id", providerId)
                .query((row, n) -> Column.uuid(row, "id"))
                .optional();
    }

    /**
     * Locks servers in the order of their ids. One by one: under {@code order by id for update} H2 locks in the order of
     * its scan, and sorts afterwards.
     */
    public void lock(Collection<UUID> serverIds) {
        serverIds.stream().sorted(Comparator.comparing(UUID::toString)).forEach(this::lock);
    }
}
