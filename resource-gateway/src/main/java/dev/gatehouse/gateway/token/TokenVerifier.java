package dev.gatehouse.gateway.token;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.TokenValidation;
import dev.gatehouse.policy.server.IdentityProvider.External;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Verifies tokens by the current issuer of the server that they are shown to, by its keys or by asking it; an API token is
 * asked about at our own, whoever governs.
 * Results are remembered under the digest of the token <em>and</em> the identity of issuer and key set; a switch of either
 * makes them unreachable at once.
 */
@Component
public final class TokenVerifier {

    private static final Duration REMEMBER_GENUINE = Duration.ofMinutes(10);
    private static final Duration REMEMBER_REJECTED = Duration.ofSeconds(1);

    private final KeySets keySets;
    private final NewerKeys newerKeys;
    private final ApiTokens apiTokens;
    private final Introspections introspections;
    private final InstantSource clock;
    private final Executor workers;
    private final LongAdder lookups = new LongAdder();
    private final LongAdder checks = new LongAdder();
    private final LongAdder nanosOfChecks = new LongAdder();
    private final AsyncCache<TokenKey, Verification> remembered = Remembered.<TokenKey, Verification>bounded(
                    verification -> verification)
            .expireAfter(Expiry.<TokenKey, Verification>creating((key, verification) ->
                    verification instanceof Verification.Genuine ? REMEMBER_GENUINE : REMEMBER_REJECTED))
            .buildAsync();

    TokenVerifier(
            KeySets keySets,
            NewerKeys newerKeys,
            ApiTokens apiTokens,
            Introspections introspections,
            InstantSource clock,
            @Qualifier("verificationWorkers") Executor workers) {
        this.keySets = keySets;
        this.newerKeys = newerKeys;
        this.apiTokens = apiTokens;
        this.introspections = introspections;
        this.clock = clock;
        this.workers = workers;
    }

    /**
     * Verifies. The answer comes at once for a token that is remembered; the work for another is done by a small pool.
     *
     * @param builtIn the anchor of our own issuer, used for servers that it governs
     */
    public CompletableFuture<Verification> verify(ProxiedServer server, TrustAnchor builtIn, String token) {
        if (ApiTokens.hasShape(token)) {
            return apiTokens.ask(server, token);
        }
        Optional<External> external = server.external();
        if (external.isEmpty()) {
            return verifyBuiltIn(token, builtIn);
        }
        String issuer = external.get().issuer();
        if (server.validation() instanceof TokenValidation.Introspection endpoint) {
            return introspections.ask(endpoint, issuer, token);
        }
        if (!(server.validation() instanceof TokenValidation.KeySet source)) {
            return withoutKeys(token, issuer, "no key set for the issuer");
        }
        KeySet keySet = keySets.at(source.jwksUri());
        return keySet.current()
                .thenCompose(keys -> keys.isEmpty()
                        ? withoutKeys(token, issuer, "the issuer's keys are out of reach")
                        : verifyExternal(token, TrustAnchor.external(issuer, keys.get(), source), keySet));
    }

    /** Whether the answer is known, or about to be: then it costs nothing to ask for it. */
    public boolean remembers(ProxiedServer server, TrustAnchor builtIn, String token) {
        if (ApiTokens.hasShape(token)) {
            return apiTokens.remembers(server, token);
        }
        Optional<External> external = server.external();
        if (external.isEmpty()) {
            return remembers(token, builtIn);
        }
        String issuer = external.get().issuer();
        if (server.validation() instanceof TokenValidation.Introspection endpoint) {
            return introspections.remembers(endpoint, issuer, token);
        }
        return server.validation() instanceof TokenValidation.KeySet source
                && keySets.at(source.jwksUri())
                        .current()
                        .getNow(Optional.empty())
                        .filter(keys -> remembers(token, TrustAnchor.external(issuer, keys, source)))
                        .isPresent();
    }

    private boolean remembers(String token, TrustAnchor anchor) {
        return remembered.getIfPresent(TokenKey.of(token, anchor)) != null;
    }

    /** No key makes a token good that does not name the issuer: it is refused all the same. */
    private static CompletableFuture<Verification> withoutKeys(String token, String issuer, String problem) {
        return issuer.equals(JwtCheck.unverifiedIssuer(token))
                ? undecided(problem)
                : CompletableFuture.completedFuture(new Verification.Rejected("not a JWT of the issuer"));
    }

    private CompletableFuture<Verification> verifyBuiltIn(String token, TrustAnchor builtIn) {
        return verify(token, builtIn).thenCompose(outcome -> {
            String kid = outcome instanceof Verification.Rejected ? JwtCheck.keyId(token) : null;
            if (kid == null || builtIn.keys().knows(kid)) {
                return CompletableFuture.completedFuture(outcome);
            }
            // It may be signed with a key of this very moment: the next poll of the feed tells.
            return newerKeys
                    .next()
                    .thenCompose(newer -> newer.isEmpty()
                            ? undecided("a key that is not known, and the feed is out of reach")
                            : newer.get().identity().equals(builtIn.identity())
                                    ? CompletableFuture.completedFuture(outcome)
                                    : verify(token, newer.get()));
        });
    }

    private CompletableFuture<Verification> verifyExternal(String token, TrustAnchor anchor, KeySet keySet) {
        return verify(token, anchor).thenCompose(outcome -> {
            if (outcome instanceof Verification.Genuine || anchor.keys().knows(JwtCheck.keyId(token))) {
                return CompletableFuture.completedFuture(outcome);
            }
            // The issuer may have a new key: look again, as often as the key set allows.
            return keySet.lookAgain(anchor.keys())
                    .thenCompose(newer -> newer.isEmpty() || newer.get() == anchor.keys()
                            ? CompletableFuture.completedFuture(outcome)
                            : verify(token, anchor.with(newer.get())));
        });
    }

    private CompletableFuture<Verification> verify(String token, TrustAnchor anchor) {
        lookups.increment();
        try {
            return remembered.get(
                    TokenKey.of(token, anchor),
                    (key, ignored) -> CompletableFuture.supplyAsync(() -> check(token, anchor), workers));
        } catch (RejectedExecutionException e) {
            return undecided("too many tokens at once");
        }
    }

    private Verification check(String token, TrustAnchor anchor) {
        long began = System.nanoTime();
        Verification outcome = JwtCheck.check(token, anchor, clock.instant());
        nanosOfChecks.add(System.nanoTime() - began);
        checks.increment();
        return outcome;
    }

    /** How much there was to do. */
    public Figures figures() {
        return new Figures(lookups.sum(), checks.sum(), nanosOfChecks.sum());
    }

    /**
     * How much there was to do since the start.
     *
     * @param lookups how often a JWT was asked about
     * @param checks how often it was not remembered, and its signature checked
     * @param nanos how long those checks took together
     */
    public record Figures(long lookups, long checks, long nanos) {}

    private static CompletableFuture<Verification> undecided(String problem) {
        return CompletableFuture.completedFuture(new Verification.Undecided(problem));
    }
}
