package dev.gatehouse.db.password;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is needed of a person to let them in.
 *
 * @param hash the password's hash with its algorithm in front; null when the person has no password
 * @param version counts the changes of the password
 * @param active whether the person is an active member of any account
 */
public record PasswordRow(
        UUID userId, String email, String name, @Nullable String hash, long version, boolean active) {

    /** Does not print the hash. */
    @Override
    public String toString() {
        return "PasswordRow[userId=" + userId + ", version=" + version + "]";
    }
}
