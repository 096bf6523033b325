package dev.gatehouse.gateway.token;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.gatehouse.gateway.http.BoundedHttp;
import dev.gatehouse.gateway.http.BoundedHttp.Fetched;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.settings.GatewaySettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Asks the authorization server about API tokens, which are opaque and measured against today's reach (ADR-0008). Its word
 * is remembered for at most 30 seconds, counted from the question, for the server as it is: any change of the server makes
 * it ask again. Whether the token was revoked meanwhile is looked up on every use, as for every token.
 */
@Component
final class ApiTokens {

    private static final Logger LOG = LoggerFactory.getLogger(ApiTokens.class);
    private static final Pattern SYNTAX = Pattern.compile("ghm_[A-Za-z0-9_-]{43}");
    private static final int MAX_REMEMBERED = 20_000;
    private static final int MAX_ANSWER = 16 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration REMEMBER_REFUSED = Duration.ofSeconds(5);
    private static final Duration REMEMBER_UNDECIDED = Duration.ofSeconds(1);

    /** Fewer than the connections that {@link BoundedHttp} has: a flood of tokens leaves some to the feed. */
    private static final int MAX_AT_ONCE = 8;

    private final BoundedHttp http;
    private final URI uri;
    private final Map<String, String> headers;
    private final Semaphore questions = new Semaphore(MAX_AT_ONCE);
    private final AsyncCache<Key, Word> remembered;

    ApiTokens(BoundedHttp http, GatewaySettings settings) {
        this.http = http;
        this.uri = URI.create(settings.authUrl() + "/internal/v1/api-tokens/introspect");
        this.headers =
                Map.of("authorization", "Bearer " + settings.feedCredential().value(), "accept", "application/json");
        Duration memory = settings.apiTokenMemory();
        this.remembered = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfter(Expiry.<Key, Word>creating((key, word) -> word.stillGoodFor(memory)))
                .buildAsync();
    }

    /** Whether a token is an API token for a server; no JWT looks like one. */
    static boolean hasShape(String token) {
        return SYNTAX.matcher(token).matches();
    }

    /** What the authorization server says. Many requests with one token ask once. */
    CompletableFuture<Verification> ask(ProxiedServer server, String token) {
        try {
            return remembered
                    .get(new Key(TokenKey.digest(token), server), (key, executor) -> question(server, token))
                    .thenApply(Word::verification);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new Verification.Undecided("too many API tokens at once"));
        }
    }

    boolean remembers(ProxiedServer server, String token) {
        return remembered.getIfPresent(new Key(TokenKey.digest(token), server)) != null;
    }

    private CompletableFuture<Word> question(ProxiedServer server, String token) {
        if (!questions.tryAcquire()) {
            throw new RejectedExecutionException("too many API tokens at once");
        }
        long askedAt = System.nanoTime();
        ProxiedServer.Bundle bundle = server.bundle();
        String form = "token=" + token + "&server_id=" + server.view().id()
                + (bundle == null ? "" : "&bundle_id=" + bundle.id());
        return http.post(uri, headers, form, MAX_ANSWER, TIMEOUT)
                .map(ApiTokens::verification)
                .onErrorResume(e -> {
                    LOG.debug("the authorization server cannot be asked about an API token: {}", e.toString());
                    return Mono.just(new Verification.Undecided("the authorization server is out of reach"));
                })
                .map(verification -> new Word(verification, askedAt))
                .doFinally(end -> questions.release())
                .toFuture();
    }

    private static Verification verification(Fetched fetched) {
        return fetched.status() == 200
                ? ApiTokenAnswer.read(fetched.body())
                : new Verification.Undecided("the authorization server answered " + fetched.status());
    }

    /** A token at a server as it is now, by itself or through a bundle; without the token. */
    private record Key(TokenKey.Digest token, ProxiedServer server) {

        /** Not of all that is known of the server: names of features may be many. */
        @Override
        public int hashCode() {
            return 31 * token.hashCode() + server.view().resource().hashCode();
        }
    }

    /** What was said, and when it was asked. */
    private record Word(Verification verification, long askedAt) {

        Duration stillGoodFor(Duration memory) {
            Duration most = memory;
            if (verification instanceof Verification.Undecided) {
                most = REMEMBER_UNDECIDED;
            } else if (verification instanceof Verification.Rejected && memory.compareTo(REMEMBER_REFUSED) > 0) {
                most = REMEMBER_REFUSED;
            }
            Duration left = most.minusNanos(System.nanoTime() - askedAt);
            return left.isNegative() ? Duration.ZERO : left;
        }
    }
}
