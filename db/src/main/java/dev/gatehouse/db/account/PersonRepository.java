package dev.gatehouse.db.account;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/** People. */
public interface PersonRepository extends Repository<PersonRow, UUID> {

    /** Inserts or updates; a stale version throws. */
    PersonRow save(PersonRow person);

    /** The person with this id. */
    Optional<PersonRow> findById(UUID id);

    /** The person with this address, which must be in lower case. */
    Optional<PersonRow> findByEmail(String email);

    /** Gives the person another name. */
    @Modifying
    @Query("update person set name = :name, version = version + 1 where id = :id")
    void rename(@Param("id") UUID id, @Param("name") String name);

    /**
     * Forgets somebody who is in no account, has no password and never signed in: of whom there is nothing but an address.
     * Locks them first, so that of two accounts that let go of them at once the second sees that it is the last.
     */
    default void forgetIfNobody(UUID id) {
        lock(id);
        deleteIfNobody(id);
    }

    /** Locks a person until the transaction ends, after everything else. */
    @Query("select id from person where id = :id for update")
    Optional<UUID> lock(@Param("id") UUID id);

    /** For {@link #forgetIfNobody}. */
    @Modifying
    @Query("delete from person where id = :id and password_hash is null and last_sign_in_at is null"
            + " and not exists (select 1 from membership m where m.user_id = person.id)")
    void deleteIfNobody(@Param("id") UUID id);

    /** Notes a sign-in. It is not a change of the person: the version stays. */
    @Modifying
    @Query("update person set last_sign_in_at = :at where id = :id")
    void signedIn(@Param("id") UUID id, @Param("at") OffsetDateTime at);
}
