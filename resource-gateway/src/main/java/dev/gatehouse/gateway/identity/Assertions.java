package dev.gatehouse.gateway.identity;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.gateway.assertion.AssertionKey;
import dev.gatehouse.gateway.settings.GatewaySettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Says in a signed JWT (RFC 7519) who calls, for one audience, for a minute at most and never for longer than the caller's
 * own token. One is used for several requests of the same caller, for half of its life: a signature costs more than all
 * the rest of an exchange.
 */
@Component
final class Assertions {

    static final Duration LIFE = Duration.ofSeconds(60);
    private static final Duration USED = Duration.ofSeconds(30);

    /** In characters: what an external issuer says of a subject may be long. */
    private static final int MAX_REMEMBERED = 16 * 1024 * 1024;

    private final String issuer;
    private final InstantSource clock;
    private final Executor workers;
    private final AsyncCache<Wanted, Signed> remembered = Caffeine.newBuilder()
            .maximumWeight(MAX_REMEMBERED)
            .weigher((Wanted wanted, Signed signed) -> 2 * signed.jwt().length())
            .expireAfter(Expiry.<Wanted, Signed>creating((wanted, signed) -> signed.used()))
            .buildAsync();

    @Autowired
    Assertions(GatewaySettings settings, InstantSource clock, @Qualifier("verificationWorkers") Executor workers) {
        this(settings.gatewayUrl(), clock, workers);
    }

    Assertions(String issuer, InstantSource clock, Executor workers) {
        this.issuer = issuer;
        this.clock = clock;
        this.workers = workers;
    }

    /**
     * Signs, or answers at once with what was signed a moment ago.
     *
     * @param until when the caller's own token expires
     * @throws java.util.concurrent.RejectedExecutionException when too much is waiting to be signed
     */
    CompletableFuture<String> of(Principal caller, String audience, Instant until, AssertionKey key) {
        return remembered
                .get(
                        new Wanted(caller, audience, until, key.kid()),
                        (wanted, ignored) -> CompletableFuture.supplyAsync(() -> sign(wanted, key), workers))
                .thenApply(Signed::jwt);
    }

    private Signed sign(Wanted wanted, AssertionKey key) {
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        Instant expires = wanted.until.isBefore(now.plus(LIFE)) ? wanted.until : now.plus(LIFE);
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(wanted.audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(expires))
                .jwtID(UUID.randomUUID().toString());
        wanted.caller.describe(claims);
        Duration half = Duration.between(now, expires).dividedBy(2);
        Duration used = half.compareTo(USED) < 0 ? half : USED;
        return new Signed(key.sign(claims.build()), used.isNegative() ? Duration.ZERO : used);
    }

    private record Wanted(Principal caller, String audience, Instant until, String kid) {}

    /** What was signed, and for how long it is used. */
    private record Signed(String jwt, Duration used) {
        @Override
        public String toString() {
            return "Signed";
        }
    }
}
