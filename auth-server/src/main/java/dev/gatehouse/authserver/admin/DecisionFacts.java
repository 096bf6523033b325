package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.authorization.AuthorizationState;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.policy.access.Facts;
import dev.gatehouse.policy.access.Facts.AuthorizationFacts;
import dev.gatehouse.policy.access.Facts.SessionFacts;
import dev.gatehouse.policy.access.Facts.TokenFacts;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.IdentityProvider.External;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes the facts that a question is decided on: those of an authorization, or those of a fresh sign-in. */
@Component
final class DecisionFacts {

    private final Settings settings;
    private final ChangeFeed feed;

    DecisionFacts(Settings settings, ChangeFeed feed) {
        this.settings = settings;
        this.feed = feed;
    }

    /** Somebody signs in with a password now and asks for both scopes; what they get is alive. */
    Facts freshSignIn(AccessSnapshot snapshot, Instant at) {
        return facts(
                snapshot,
                at,
                null,
                new AuthorizationFacts(false, snapshot.server().id(), Scopes.ALL),
                SessionFacts.PASSWORD);
    }

    /** The access token that would be issued now. */
    Facts freshToken(AccessSnapshot snapshot, Instant at, Scopes scopes) {
        return facts(snapshot, at, token(snapshot, snapshot.now(), scopes, true, false), null, null);
    }

    /** An access token of the external identity provider, as good as it can be. */
    Facts foreignToken(AccessSnapshot snapshot, Instant at, External external) {
        TokenFacts token = new TokenFacts(
                true,
                external.issuer(),
                Set.of(external.audience()),
                at.plus(settings.accessTokenTtl()),
                external.requiredScopes(),
                false);
        return facts(snapshot, at, token, null, null);
    }

    /** What the token endpoint knows about an authorization. */
    Facts ofAuthorization(AccessSnapshot snapshot, Instant at, AuthorizationState state, DecisionQuestion.Kind kind) {
        boolean dead = kind == DecisionQuestion.Kind.REFRESH ? state.familyDead() : state.codeDead();
        return facts(
                snapshot,
                at,
                null,
                new AuthorizationFacts(dead, state.resource().serverId(), state.granted()),
                state.session());
    }

    /** The latest access token of an authorization. */
    Facts ofItsToken(AccessSnapshot snapshot, Instant at, AuthorizationState state, UUID authorizationId) {
        boolean revoked = feed.revoked("", authorizationId.toString(), "");
        TokenFacts token = token(snapshot, state.issuedAt(), state.granted(), state.redeemed(), revoked);
        return facts(snapshot, at, token, null, null);
    }

    private TokenFacts token(
            AccessSnapshot snapshot, Instant issuedAt, Scopes scopes, boolean verified, boolean revoked) {
        return new TokenFacts(
                verified,
                settings.issuer(),
                Set.of(snapshot.server().resource()),
                issuedAt.truncatedTo(ChronoUnit.SECONDS).plus(settings.accessTokenTtl()),
                scopes.values().stream().map(Scope::value).collect(Collectors.toSet()),
                revoked);
    }

    private Facts facts(
            AccessSnapshot snapshot,
            Instant at,
            @Nullable TokenFacts token,
            @Nullable AuthorizationFacts authorization,
            @Nullable SessionFacts session) {
        return new Facts(
                at,
                settings.issuer(),
                snapshot.revocationMode(),
                snapshot.mfaForPasswordSignIn(),
                token,
                authorization,
                session,
                false);
    }
}
