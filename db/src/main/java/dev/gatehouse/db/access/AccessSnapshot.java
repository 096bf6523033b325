package dev.gatehouse.db.access;

import dev.gatehouse.policy.access.Facts;
import dev.gatehouse.policy.access.Facts.AuthorizationFacts;
import dev.gatehouse.policy.access.Facts.SessionFacts;
import dev.gatehouse.policy.access.Facts.TokenFacts;
import dev.gatehouse.policy.access.Subject;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.server.RevocationMode;
import dev.gatehouse.policy.server.ServerView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One person and one server, as the database has them at one moment.
 *
 * @param resource the server by itself, or as a bundle carries it
 * @param slug the server's name in URLs
 * @param serverName the server's name for people
 * @param bundleName the name, for people, of the bundle through which it is reached; null for the server by itself
 * @param revocationMode the server's, or else the account's
 * @param now the database's time
 */
public record AccessSnapshot(
        Subject subject,
        ProtectedResource resource,
        ServerView server,
        String slug,
        String serverName,
        @Nullable String bundleName,
        RevocationMode revocationMode,
        boolean mfaForPasswordSignIn,
        Instant now) {

    /** The same server at the same moment, about somebody else. */
    public AccessSnapshot about(Subject other) {
        return new AccessSnapshot(
                other, resource, server, slug, serverName, bundleName, revocationMode, mfaForPasswordSignIn, now);
    }

    /** The facts for deciding on an authorization request, a code or a refresh token. */
    public Facts facts(String builtInIssuer, AuthorizationFacts authorization, SessionFacts session) {
        return new Facts(now, builtInIssuer, revocationMode, mfaForPasswordSignIn, null, authorization, session, false);
    }

    /** The facts for deciding on an access token. */
    public Facts facts(String builtInIssuer, @Nullable TokenFacts token) {
        return new Facts(now, builtInIssuer, revocationMode, mfaForPasswordSignIn, token, null, null, false);
    }

    /** Whether the person could get an access token for the server if they signed in now, and it is on. */
    public boolean hasReach() {
        return server.exists()
                && subject.membership() != null
                && subject.membership().status() == MembershipStatus.ACTIVE
                && subject.role() != null
                && subject.role().has(Capability.MCP_CONNECT)
                && !subject.reach().isNone();
    }
}
