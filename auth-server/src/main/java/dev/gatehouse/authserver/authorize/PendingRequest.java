package dev.gatehouse.authserver.authorize;

import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request that waits for a person, in their session.
 *
 * @param parameters as they came; they are judged again each time they are used
 * @param shown the server and scopes that the person was shown; null while they were not
 * @param userId who is being asked for consent; null while nobody has signed in
 */
public record PendingRequest(
        RequestParameters parameters,
        @Nullable UUID userId,
        Instant since,
        @Nullable String shown) implements Serializable {}
