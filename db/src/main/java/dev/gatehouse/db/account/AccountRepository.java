package dev.gatehouse.db.account;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/** Accounts. */
public interface AccountRepository extends Repository<AccountRow, UUID> {

    /** Inserts or updates; a stale version throws. */
    AccountRow save(AccountRow account);

    /** The account with this id. */
    Optional<AccountRow> findById(UUID id);

    /** How many accounts there are. */
    long count();
}
