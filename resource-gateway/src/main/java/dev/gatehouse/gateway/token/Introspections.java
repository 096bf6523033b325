package dev.gatehouse.gateway.token;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.gatehouse.gateway.http.BoundedHttp;
import dev.gatehouse.gateway.server.TokenValidation.Introspection;
import dev.gatehouse.gateway.settings.GatewaySettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.stereotype.Component;

/**
 * Asks external issuers about tokens (RFC 7662). A word is remembered under the digest of the token, the issuer, the endpoint
 * and our credentials there, for at most 30 seconds from the question; servers of one provider share it, and whether the token
 * is for a server is judged at each use. What cannot be asked is undecided, and nothing is let through on it.
 */
@Component
final class Introspections {

    private static final int MAX_ENDPOINTS = 1_000;
    private static final Duration REMEMBER_ACTIVE = Duration.ofSeconds(30);
    private static final Duration REMEMBER_REFUSED = Duration.ofSeconds(2);
    private static final Duration REMEMBER_UNDECIDED = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final LoadingCache<Introspection, IntrospectionEndpoint> endpoints;
    private final AsyncCache<Key, Word> remembered = Remembered.bounded(Word::verification)
            .expireAfter(Expiry.<Key, Word>creating((key, word) -> word.stillGoodFor()))
            .buildAsync();

    Introspections(BoundedHttp http, GatewaySettings settings, InstantSource clock) {
        this.clock = clock;
        this.endpoints = Caffeine.newBuilder()
                .maximumSize(MAX_ENDPOINTS)
                .build(endpoint -> new IntrospectionEndpoint(endpoint, http, settings.insecureHttp()));
    }

    /** What the issuer says. Many requests with one token ask once. */
    CompletableFuture<Verification> ask(Introspection endpoint, String issuer, String token) {
        TrustAnchor.Identity anchor = TrustAnchor.Identity.asked(issuer, endpoint);
        try {
            return remembered
                    .get(new Key(TokenKey.digest(token), anchor), (key, executor) -> question(endpoint, anchor, token))
                    .thenApply(Word::verification);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new Verification.Undecided("too many tokens at once"));
        }
    }

    boolean remembers(Introspection endpoint, String issuer, String token) {
        TrustAnchor.Identity anchor = TrustAnchor.Identity.asked(issuer, endpoint);
        return remembered.getIfPresent(new Key(TokenKey.digest(token), anchor)) != null;
    }

    private CompletableFuture<Word> question(Introspection endpoint, TrustAnchor.Identity anchor, String token) {
        long askedAt = System.nanoTime();
        String named = JwtCheck.unverifiedIssuer(token);
        if (named != null && !named.equals(anchor.issuer())) {
            // Nobody is shown the token of another issuer: it may be good there.
            return CompletableFuture.completedFuture(
                    new Word(new Verification.Rejected("a JWT of another issuer"), askedAt));
        }
        return endpoints
                .get(endpoint)
                .ask(token, body -> IntrospectionAnswer.read(body, anchor, clock.instant()))
                .thenApply(verification -> new Word(verification, askedAt));
    }

    private record Key(TokenKey.Digest token, TrustAnchor.Identity anchor) {}

    /** What was said, and when it was asked. That a token expires before is seen at its use. */
    private record Word(Verification verification, long askedAt) {

        Duration stillGoodFor() {
            Duration most = verification instanceof Verification.Genuine
                    ? REMEMBER_ACTIVE
                    : verification instanceof Verification.Rejected ? REMEMBER_REFUSED : REMEMBER_UNDECIDED;
            Duration left = most.minusNanos(System.nanoTime() - askedAt);
            return left.isNegative() ? Duration.ZERO : left;
        }
    }
}
