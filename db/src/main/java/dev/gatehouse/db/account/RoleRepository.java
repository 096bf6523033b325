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

    /** The role of this account with this id. */
    Optional<RoleRow> findByIdAndAccountId(UUID id, UUID accountId);

    /** Whether a role of the account has this name. */
    boolean existsByAccountIdAndName(UUID accountId, String name);

    /** How many roles the account made itself. */
    long countByAccountIdAndSystemKeyIsNull(UUID accountId);

    /** Deletes a role, which nobody may hold. */
    void deleteById(UUID id);

    /** A built-in role of an account. */
    Optional<RoleRow> findByAccountIdAndSystemKey(UUID accountId, SystemRole systemKey);
}
