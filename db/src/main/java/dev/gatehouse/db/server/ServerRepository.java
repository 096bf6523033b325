package dev.gatehouse.db.server;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** Servers. A deleted server is found by id, slug and resource, because none of them is ever free again. */
public interface ServerRepository extends Repository<ServerRow, UUID> {

    /** Inserts or updates; a stale version throws. */
    ServerRow save(ServerRow server);

    /** The server with this id, deleted or not. */
    Optional<ServerRow> findById(UUID id);

    /** The server of this account with this id, if it is not deleted. */
    Optional<ServerRow> findByIdAndAccountIdAndDeletedAtIsNull(UUID id, UUID accountId);

    /** The server with this slug, deleted or not. */
    Optional<ServerRow> findBySlug(String slug);

    /** The server with this canonical resource identifier, deleted or not. */
    Optional<ServerRow> findByResource(String resource);

    /** The servers of an account that are not deleted. */
    List<ServerRow> findByAccountIdAndDeletedAtIsNullOrderById(UUID accountId);

    /** Those of these servers that are not deleted. */
    List<ServerRow> findByIdInAndDeletedAtIsNullOrderById(Collection<UUID> ids);

    /** A page of them: those with a greater id. */
    List<ServerRow> findByAccountIdAndDeletedAtIsNullAndIdGreaterThanOrderById(UUID accountId, UUID after, Limit limit);

    /** The proxied servers of the installation that are not deleted: what gateways stand in front of. */
    List<ServerRow> findByUpstreamUrlIsNotNullAndDeletedAtIsNull();

    /** The servers bound to an external identity provider, deleted or not. */
    List<ServerRow> findByExternalIdpId(UUID externalIdpId);
}
