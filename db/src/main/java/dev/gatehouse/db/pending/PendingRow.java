package dev.gatehouse.db.pending;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request that waits for a person.
 *
 * @param userId who is asked for consent; null while nobody has signed in
 * @param parameters form-encoded, as they came
 * @param shown what the person was shown; null while they were not
 */
public record PendingRow(
        @Nullable UUID userId, String parameters, @Nullable String shown) {}
