package dev.gatehouse.db.account;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A person, who may be in several accounts.
 *
 * @param email the address, in lower case
 * @param passwordHash the password's hash with its algorithm in front, null when the person has no password
 */
@Table("person")
public record PersonRow(
        @Id UUID id,
        String email,
        String name,
        @Nullable String passwordHash,
        Instant createdAt,
        @Nullable Instant lastSignInAt,
        @Version long version) {

    private static final int MAX_NAME = 200;

    /** A new person. */
    public static PersonRow create(UUID id, String email, String name, String passwordHash, Instant now) {
        return new PersonRow(id, email, name, passwordHash, now, null, 0);
    }

    /** Somebody who was invited: with nothing but an address, by which they go until they say more. */
    public static PersonRow invited(UUID id, String email, Instant now) {
        String name = email.substring(0, Math.min(email.length(), MAX_NAME));
        return new PersonRow(id, email, name, null, now, null, 0);
    }

    /** Does not print the hash. */
    @Override
    public String toString() {
        return "PersonRow[id=" + id + "]";
    }
}
