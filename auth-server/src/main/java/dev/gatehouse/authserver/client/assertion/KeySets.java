package dev.gatehouse.authserver.client.assertion;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWKSet;
import dev.gatehouse.authserver.client.KeySetText;
import dev.gatehouse.authserver.limit.ClientAddress;
import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.outbound.Fetch;
import dev.gatehouse.authserver.outbound.FetchRequest;
import dev.gatehouse.authserver.outbound.OutboundFetcher;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The key sets of clients that publish them at a URL. One is used for five minutes to a day, as its HTTP headers say; for a
 * key that is not in it, it is fetched again, at most once a minute. While it cannot be fetched, the last one goes on for a
 * day and no longer, because keys are taken out of key sets for a reason.
 */
@Component
final class KeySets {

    private static final Logger log = LoggerFactory.getLogger(KeySets.class);
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_KNOWN = 1_000;
    private static final Duration FLOOR = Duration.ofMinutes(5);
    private static final Duration UNSAID = Duration.ofHours(1);
    private static final Duration CEILING = Duration.ofHours(24);
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final OutboundFetcher fetcher;
    private final RateLimits limits;
    private final Clock clock;
    private final Cache<String, Known> known =
            Caffeine.newBuilder().maximumSize(MAX_KNOWN).build();

    KeySets(OutboundFetcher fetcher, RateLimits limits, Clock clock) {
        this.fetcher = fetcher;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * The key set at a URL.
     *
     * @param kid the key that is looked for
     */
    JWKSet find(String uri, @Nullable String kid) {
        Instant now = clock.instant();
        Known before = known.getIfPresent(uri);
        Known current = before == null || before.isDue(now, kid) ? fetch(uri, before, now) : before;
        if (current.keys() == null) {
            throw ErrorCode.TEMPORARILY_UNAVAILABLE.exception("the key set of the client cannot be fetched now");
        }
        return current.keys();
    }

    private Known fetch(String uri, @Nullable Known before, Instant now) {
        boolean unknown = before == null || before.keys() == null;
        if (unknown
                && ClientAddress.current()
                        .flatMap(place -> limits.take(Limit.DOCUMENT, place))
                        .isPresent()) {
            return Known.nothing(now);
        }
        Fetch fetch;
        try {
            fetch = fetcher.fetch(new FetchRequest(new URI(uri), MAX_BYTES, null))
                    .join();
        } catch (URISyntaxException e) {
            throw ErrorCode.INVALID_CLIENT.exception("client authentication failed");
        }
        if (fetch instanceof Fetch.Busy) {
            return before == null ? Known.nothing(now) : before;
        }
        Known after = learn(uri, before, fetch, now);
        known.put(uri, after);
        return after;
    }

    private static Known learn(String uri, @Nullable Known before, Fetch fetch, Instant now) {
        if (fetch instanceof Fetch.Fetched fetched) {
            Optional<JWKSet> keys = KeySetText.parse(fetched.text());
            if (keys.isPresent()) {
                return new Known(
                        keys.get(),
                        now,
                        now,
                        now.plus(lifetime(fetched.caching().freshFor())));
            }
            log.warn("what is at {} is not a key set", uri);
        } else {
            log.info("the key set {} cannot be fetched: {}", uri, fetch);
        }
        if (before != null
                && before.keys() != null
                && !(fetch instanceof Fetch.Gone)
                && now.isBefore(before.seenAt().plus(CEILING))) {
            return new Known(before.keys(), before.seenAt(), now, now.plus(RETRY));
        }
        return new Known(null, now, now, now.plus(RETRY));
    }

    private static Duration lifetime(@Nullable Duration said) {
        Duration wanted = said == null ? UNSAID : said;
        if (wanted.compareTo(FLOOR) < 0) {
            return FLOOR;
        }
        return wanted.compareTo(CEILING) > 0 ? CEILING : wanted;
    }

    /**
     * What is known of a URL.
     *
     * @param keys null while there are none to be had
     * @param seenAt when these keys were last seen there
     * @param triedAt when it was last asked for
     * @param askAgain until when they are used without asking
     */
    private record Known(@Nullable JWKSet keys, Instant seenAt, Instant triedAt, Instant askAgain) {

        static Known nothing(Instant now) {
            return new Known(null, now, now, now);
        }

        boolean isDue(Instant now, @Nullable String kid) {
            boolean missing = keys != null && kid != null && keys.getKeyByKeyId(kid) == null;
            return !now.isBefore(askAgain) || (missing && !now.isBefore(triedAt.plus(RETRY)));
        }
    }
}
