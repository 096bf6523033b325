package dev.gatehouse.db.account;

import dev.gatehouse.policy.account.SystemRole;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/** Roles. */
public interface RoleRepository extends Repository<RoleRow, UUID> {

    /** Inserts or updates; a stale version throws. */
    RoleRow save(RoleRow role);

    /** The role with this id. */
    Optional<RoleRow> findById(UUID id);

    /** The roles of an account. */
    List<RoleRow> findByAccountId(UUID accountId);

    /** A built-in role of an account. */
    Optional<RoleRow> findByAccountIdAndSystemKey(UUID accountId, SystemRole systemKey);
}
