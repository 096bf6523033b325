package dev.gatehouse.authserver.authorize;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request that waits for a person, in one browser.
 *
 * @param parameters as they came; they are judged again each time they are used
 * @param userId who is being asked for consent; null while nobody has signed in
 * @param shown the server and scopes that the person was shown; null while they were not
 */
public record PendingRequest(
        RequestParameters parameters,
        @Nullable UUID userId,
        @Nullable String shown) {}
