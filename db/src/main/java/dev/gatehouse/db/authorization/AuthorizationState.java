package dev.gatehouse.db.authorization;

import dev.gatehouse.policy.access.Facts.SessionFacts;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.scope.Scopes;
import java.time.Instant;
import java.util.UUID;

/**
 * An authorization as it stands at one moment.
 *
 * @param granted the most that its tokens carry
 * @param session how the person had signed in
 * @param redeemed whether its code was redeemed, so that there are tokens
 * @param issuedAt when the latest access token was issued
 * @param codeDead whether its code can be redeemed no more
 * @param familyDead whether it gets no token any more: revoked, not redeemed, or its lifetime is over
 */
public record AuthorizationState(
        UUID userId,
        ProtectedResource resource,
        Scopes granted,
        SessionFacts session,
        boolean redeemed,
        Instant issuedAt,
        boolean codeDead,
        boolean familyDead) {}
