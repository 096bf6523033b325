package dev.gatehouse.db.authorization;

import dev.gatehouse.policy.access.Facts.SessionFacts;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.scope.ScopeRequest;
import java.util.UUID;

/**
 * A person's approval of a client, about to become an authorization.
 *
 * @param resource what the access tokens are for
 * @param codeChallenge the S256 challenge (RFC 7636)
 * @param scopes what the client asked
 * @param session how the person signed in
 */
public record Approval(
        UUID userId,
        ProtectedResource resource,
        String clientId,
        String redirectUri,
        String codeChallenge,
        ScopeRequest scopes,
        SessionFacts session) {}
