package dev.gatehouse.db.team;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/** Teams. */
public interface TeamRepository extends Repository<TeamRow, UUID> {

    /** Inserts or updates; a stale version throws. */
    TeamRow save(TeamRow team);

    /** The team of this account with this id. */
    Optional<TeamRow> findByIdAndAccountId(UUID id, UUID accountId);

    /** The team of this account with this name. */
    Optional<TeamRow> findByAccountIdAndName(UUID accountId, String name);

    /** Lets newcomers of the account get this team no more; says whether they did. */
    @Modifying
    @Query("update account set default_team_id = null, version = version + 1"
            + " where id = :account and default_team_id = :team")
    boolean clearDefault(@Param("account") UUID accountId, @Param("team") UUID teamId);

    /** Deletes a team that nothing refers to any more. */
    void deleteById(UUID id);
}
