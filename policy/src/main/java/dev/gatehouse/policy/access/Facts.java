package dev.gatehouse.policy.access;

import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.RevocationMode;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is the case at the moment of deciding.
 *
 * @param now the time
 * @param builtInIssuer our own issuer identifier (RFC 8414)
 * @param revocationMode what loss of reach does to a live access token of this server
 * @param mfaForPasswordSignIn whether the account asks a second factor of everyone who signs in with a password
 * @param token the access token or API token, for INTROSPECT and INVOKE
 * @param authorization the authorization, or what is asked, for AUTHORIZE, EXCHANGE_CODE, REFRESH and CLIENT_CREDENTIALS
 * @param session how the person signed in, for AUTHORIZE and EXCHANGE_CODE
 * @param downstreamCredential whether the upstream's identity scheme has what it needs
 */
public record Facts(
        Instant now,
        String builtInIssuer,
        RevocationMode revocationMode,
        boolean mfaForPasswordSignIn,
        @Nullable TokenFacts token,
        @Nullable AuthorizationFacts authorization,
        @Nullable SessionFacts session,
        boolean downstreamCredential) {

    /** Facts of deciding on an access token. */
    public static Facts ofToken(Instant now, String builtInIssuer, RevocationMode mode, TokenFacts token) {
        return new Facts(now, builtInIssuer, mode, false, token, null, null, false);
    }

    /** The same, with or without what the upstream's identity scheme needs. */
    public Facts withDownstreamCredential(boolean available) {
        return new Facts(
                now, builtInIssuer, revocationMode, mfaForPasswordSignIn, token, authorization, session, available);
    }

    /**
     * A token, after its signature was looked at, or after it was looked up.
     *
     * @param kind what it is
     * @param verified whether the signature, type and algorithm hold; of an API token, whether there is such a one
     * @param issuer its {@code iss}
     * @param audience its {@code aud}
     * @param expiresAt its {@code exp}; it is dead at that moment, with no leeway
     * @param scopes its {@code scope}, token by token; an API token has those of its person's reach when it was looked up
     * @param revoked whether an entry names its jti, sid or kid; of an API token, whether it was revoked
     */
    public record TokenFacts(
            Kind kind,
            boolean verified,
            String issuer,
            Set<String> audience,
            Instant expiresAt,
            Set<String> scopes,
            boolean revoked) {

        /** A token that could not be verified; nothing in it can be believed. */
        public static final TokenFacts UNVERIFIED = new TokenFacts(false, "", Set.of(), Instant.MIN, Set.of(), false);

        /** An access token. */
        public TokenFacts(
                boolean verified,
                String issuer,
                Set<String> audience,
                Instant expiresAt,
                Set<String> scopes,
                boolean revoked) {
            this(Kind.ACCESS_TOKEN, verified, issuer, audience, expiresAt, scopes, revoked);
        }

        /** Copies. */
        public TokenFacts {
            audience = Set.copyOf(audience);
            scopes = Set.copyOf(scopes);
        }

        /** What a token is. */
        public enum Kind {
            /** An access token: what was decided when it was issued holds until it expires. */
            ACCESS_TOKEN,
            /** An API token of ours: always measured against today's reach (domain decision O16). */
            API_TOKEN
        }
    }

    /**
     * An authorization, or the request for one.
     *
     * @param revoked whether it was revoked
     * @param serverId the server that it is for
     * @param requested the scopes that are asked for now
     */
    public record AuthorizationFacts(boolean revoked, UUID serverId, Scopes requested) {}

    /**
     * How the person signed in.
     *
     * @param amr authentication method references (RFC 8176)
     * @param viaSso whether it was through single sign-on
     */
    public record SessionFacts(Set<String> amr, boolean viaSso) {

        /** Signed in with a password. */
        public static final SessionFacts PASSWORD = new SessionFacts(Set.of("pwd"), false);

        /** Copies. */
        public SessionFacts {
            amr = Set.copyOf(amr);
        }
    }
}
