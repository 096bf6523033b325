package dev.gatehouse.gateway.identity;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.gatehouse.gateway.assertion.AssertionKey;
import dev.gatehouse.gateway.feed.Feed.View;
import dev.gatehouse.gateway.feed.FeedListener;
import dev.gatehouse.gateway.identity.TokenEndpoint.Outcome;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.UpstreamScheme.TokenExchange;
import dev.gatehouse.gateway.server.UpstreamWarnings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The tokens that upstreams' authorization servers gave for callers. One is remembered for who calls (with the
 * authorization and the scopes), the server, its upstream and its settings: of an authorization that was revoked, of a
 * narrower token, or after a change of the server it is never found. However many ask at once, one asks the token endpoint.
 */
@Component
final class ExchangedTokens implements FeedListener {

    /** However long it is good. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Duration MARGIN = Duration.ofSeconds(10);
    private static final Duration AFTER_A_REFUSAL = Duration.ofSeconds(5);
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);
    private static final Duration FRESH = Duration.ofSeconds(10);

    /** In characters. */
    private static final int MAX_REMEMBERED = 16 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ExchangedTokens.class);

    private final BiFunction<TokenExchange, String, Mono<Outcome>> endpoint;
    private final Assertions assertions;
    private final InstantSource clock;
    private final UpstreamWarnings warnings = new UpstreamWarnings(LOG);
    private final AsyncCache<Wanted, Found> remembered = Caffeine.newBuilder()
            .maximumWeight(MAX_REMEMBERED)
            .weigher((Wanted wanted, Found found) -> wanted.caller().length() + found.length())
            .expireAfter(Expiry.<Wanted, Found>creating((wanted, found) -> found.kept()))
            .buildAsync();

    @Autowired
    ExchangedTokens(TokenEndpoint endpoint, Assertions assertions, InstantSource clock) {
        this(endpoint::exchange, assertions, clock);
    }

    /**
     * For tests.
     *
     * @param endpoint is shown an assertion
     */
    ExchangedTokens(
            BiFunction<TokenExchange, String, Mono<Outcome>> endpoint, Assertions assertions, InstantSource clock) {
        this.endpoint = endpoint;
        this.assertions = assertions;
        this.clock = clock;
    }

    /**
     * The token for a caller.
     *
     * @param until when the caller's own token expires
     * @param key signs what the caller is shown by to the token endpoint
     */
    CompletableFuture<Outcome> of(
            Caller caller, ProxiedServer server, TokenExchange scheme, Instant until, AssertionKey key) {
        return remembered
                .get(wanted(caller, server, scheme), (wanted, ignored) -> ask(wanted, server, until, key))
                .thenApply(Found::outcome);
    }

    /**
     * The upstream does not take the token: the next one who calls gets another. One that is fresh is kept, since a further
     * one would fare no better.
     */
    void refused(Caller caller, ProxiedServer server, TokenExchange scheme) {
        Wanted wanted = wanted(caller, server, scheme);
        CompletableFuture<Found> held = remembered.getIfPresent(wanted);
        boolean old = Optional.ofNullable(held)
                .filter(CompletableFuture::isDone)
                .map(ExchangedTokens::found)
                .filter(found -> clock.instant().isAfter(found.at().plus(FRESH)))
                .isPresent();
        if (old) {
            remembered.synchronous().invalidate(wanted);
        }
    }

    /** A server may have changed and changed back: what was got before is not shown again. */
    @Override
    public void changed(View now, Touched touched) {
        if (touched.everything() || !touched.servers().isEmpty()) {
            remembered
                    .asMap()
                    .keySet()
                    .removeIf(
                            wanted -> touched.everything() || touched.servers().contains(wanted.serverId()));
        }
    }

    private CompletableFuture<Found> ask(Wanted wanted, ProxiedServer server, Instant until, AssertionKey key) {
        String audience = wanted.scheme.tokenEndpoint().toString();
        return assertions
                .of(wanted.caller, audience, until, key)
                .thenCompose(
                        assertion -> endpoint.apply(wanted.scheme, assertion).toFuture())
                .thenApply(outcome -> found(outcome, server, until));
    }

    private Found found(Outcome outcome, ProxiedServer server, Instant until) {
        Instant now = clock.instant();
        if (outcome instanceof Outcome.Granted granted) {
            return new Found(outcome, now, kept(granted.answer().life(), Duration.between(now, until)));
        }
        if (outcome instanceof Outcome.Refused refused) {
            warnings.about(server, "no token by token exchange: " + refused.why());
            return new Found(outcome, now, AFTER_A_REFUSAL);
        }
        warnings.about(server, "no token by token exchange: " + ((Outcome.Unclear) outcome).why());
        return new Found(outcome, now, AFTER_A_FAULT);
    }

    /** Not to its end, since a request takes its time; and not at all when the caller's own token ends. */
    static Duration kept(Duration life, Duration callers) {
        Duration half = life.dividedBy(2);
        Duration used = life.minus(half.compareTo(MARGIN) < 0 ? half : MARGIN);
        Duration bounded = used.compareTo(LONGEST) < 0 ? used : LONGEST;
        Duration least = bounded.compareTo(callers) < 0 ? bounded : callers;
        return least.isNegative() ? Duration.ZERO : least;
    }

    private static Wanted wanted(Caller caller, ProxiedServer server, TokenExchange scheme) {
        return new Wanted(caller, server.view().id(), server.upstream(), scheme);
    }

    private static Found found(CompletableFuture<Found> done) {
        try {
            return done.get();
        } catch (ExecutionException | InterruptedException e) {
            return new Found(new Outcome.Unclear("failed"), Instant.MAX.minus(LONGEST), Duration.ZERO);
        }
    }

    private record Wanted(Caller caller, UUID serverId, URI upstream, TokenExchange scheme) {}

    /**
     * What was found.
     *
     * @param at when
     * @param kept how long it is remembered
     */
    private record Found(Outcome outcome, Instant at, Duration kept) {
        private int length() {
            return outcome instanceof Outcome.Granted granted
                    ? granted.answer().token().length()
                    : 0;
        }
    }
}
