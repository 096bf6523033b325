package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.assertion.AssertionKey;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.ExchangeListener;
import dev.gatehouse.gateway.exchange.UpstreamIdentity;
import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.feed.Feed.View;
import dev.gatehouse.gateway.http.Answer.Header;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.UpstreamScheme;
import dev.gatehouse.gateway.token.VerifiedToken;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The identity for each scheme. */
@Component
final class Identities implements UpstreamIdentity, ExchangeListener {

    private static final Logger LOG = LoggerFactory.getLogger(Identities.class);
    private static final CompletableFuture<Outcome> NOBODY =
            CompletableFuture.completedFuture(new Outcome.Shown(List.of()));
    private static final CompletableFuture<Outcome> MISSING = CompletableFuture.completedFuture(new Outcome.Missing());

    private final Feed feed;
    private final Assertions assertions;
    private final ExchangedTokens tokens;
    private final InstantSource clock;

    Identities(Feed feed, Assertions assertions, ExchangedTokens tokens, InstantSource clock) {
        this.feed = feed;
        this.assertions = assertions;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Outcome> of(Exchange exchange) {
        ProxiedServer server = exchange.server().orElseThrow();
        UpstreamScheme scheme = server.scheme();
        if (scheme instanceof UpstreamScheme.None) {
            return NOBODY;
        }
        if (scheme instanceof UpstreamScheme.Shared shared) {
            String value = shared.value();
            return value == null ? MISSING : CompletableFuture.completedFuture(shown(shared.header(), value));
        }
        Optional<Principal> caller = Principal.of(exchange);
        if (caller.isEmpty()) {
            return MISSING;
        }
        Optional<AssertionKey> key = key();
        if (key.isEmpty()) {
            LOG.debug("server `{}`: no key to sign with came with the feed", server.slug());
            return CompletableFuture.completedFuture(new Outcome.Unavailable());
        }
        Instant until = exchange.token().map(VerifiedToken::expiresAt).orElseThrow();
        try {
            return (scheme instanceof UpstreamScheme.Assertion assertion
                            ? asserted(caller.get(), assertion, until, key.get())
                            : exchanged(caller.get(), server, (UpstreamScheme.TokenExchange) scheme, until, key.get()))
                    .exceptionally(e -> unavailable(server, e));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(unavailable(server, e));
        }
    }

    /** An upstream that answers 401 does not take the token that was got for the caller. */
    @Override
    public void ended(Exchange exchange) {
        if (exchange.reason().equals("UPSTREAM_STATUS_401")) {
            exchange.server().ifPresent(server -> {
                if (server.scheme() instanceof UpstreamScheme.TokenExchange scheme) {
                    Principal.of(exchange).ifPresent(caller -> tokens.refused(caller, server, scheme));
                }
            });
        }
    }

    private CompletableFuture<Outcome> asserted(
            Principal caller, UpstreamScheme.Assertion scheme, Instant until, AssertionKey key) {
        return assertions.of(caller, scheme.audience(), until, key).thenApply(Identities::bearer);
    }

    private CompletableFuture<Outcome> exchanged(
            Principal caller,
            ProxiedServer server,
            UpstreamScheme.TokenExchange scheme,
            Instant until,
            AssertionKey key) {
        return tokens.of(caller, server, scheme, until, key).thenApply(found -> {
            if (found instanceof TokenEndpoint.Outcome.Granted granted) {
                return bearer(granted.answer().token());
            }
            return found instanceof TokenEndpoint.Outcome.Refused ? new Outcome.Missing() : new Outcome.Unavailable();
        });
    }

    private Optional<AssertionKey> key() {
        View view = feed.view();
        return view == null ? Optional.empty() : view.state().assertionKeys().signing(clock.instant());
    }

    private static Outcome unavailable(ProxiedServer server, Throwable problem) {
        LOG.debug(
                "server `{}`: no identity now: {}",
                server.slug(),
                problem.getClass().getSimpleName());
        return new Outcome.Unavailable();
    }

    private static Outcome bearer(String token) {
        return shown("authorization", "Bearer " + token);
    }

    private static Outcome shown(String header, String value) {
        return new Outcome.Shown(List.of(new Header(header, value)));
    }
}
