package dev.gatehouse.authserver.client.document;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientLookup;
import dev.gatehouse.authserver.limit.ClientAddress;
import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.outbound.Fetch;
import dev.gatehouse.authserver.outbound.FetchRequest;
import dev.gatehouse.authserver.outbound.OutboundFetcher;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.client.DocumentCopies;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Finds clients by their metadata documents, and remembers what it found (ADR-0006).
 *
 * <p>A good document is used for as long as its HTTP headers say, but not for less than {@link #FLOOR} and not for more than
 * {@link #CEILING}. When it cannot be fetched afterwards, the last good copy goes on for {@link #LAST_GOOD}; once somebody
 * has allowed the client, that copy is in the database, too. A document that is gone (404, 410) takes the client with it,
 * whatever copies there are, and so does one that is there and not in order any more, until it is good again.
 *
 * <p>What goes wrong is remembered for a minute, so that neither a host that is down nor a flood of bad URLs makes us slow
 * or busy: while a copy is in use because the host was down, asking again happens behind the request.
 */
@Component
public final class ClientDocuments {

    /** The least that a good document is used. */
    static final Duration FLOOR = Duration.ofMinutes(5);
    /** The most that a good document is used without asking again. */
    static final Duration CEILING = Duration.ofHours(24);
    /** How long it is used when its headers say nothing. */
    static final Duration UNSAID = Duration.ofHours(1);
    /** How long what went wrong is remembered. */
    static final Duration RETRY = Duration.ofMinutes(1);
    /** How long the last good copy is used after it was last seen at its URL. */
    static final Duration LAST_GOOD = Duration.ofDays(30);

    private static final Logger log = LoggerFactory.getLogger(ClientDocuments.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MAX_KNOWN = 2_000;
    private static final Pattern ADDRESS = Pattern.compile("\\[.*|[0-9.]+");
    private static final ClientLookup UNAVAILABLE =
            new ClientLookup.Unavailable("its metadata document cannot be fetched now, too many are being asked for");

    private final OutboundFetcher fetcher;
    private final DocumentCopies copies;
    private final RateLimits limits;
    private final boolean loopbackOnly;
    private final Clock clock;
    private final Cache<String, Known> known =
            Caffeine.newBuilder().maximumSize(MAX_KNOWN).build();

    ClientDocuments(OutboundFetcher fetcher, DocumentCopies copies, RateLimits limits, Settings settings, Clock clock) {
        this.fetcher = fetcher;
        this.copies = copies;
        this.limits = limits;
        this.loopbackOnly = settings.clients().loopbackOnly();
        this.clock = clock;
    }

    /** The client whose document is at the URL {@code clientId}. */
    public ClientLookup find(String clientId) {
        Optional<String> problem = DocumentUrl.problem(clientId, loopbackOnly);
        if (problem.isPresent()) {
            return new ClientLookup.Unusable(problem.get());
        }
        Known before = known.getIfPresent(clientId);
        if (before != null && clock.instant().isBefore(before.askAgain())) {
            return before.answer();
        }
        Copy copy = before == null ? null : before.copy();
        if (copy == null && !mayAsk()) {
            return UNAVAILABLE;
        }
        FetchRequest request =
                new FetchRequest(URI.create(clientId), MetadataDocument.MAX_BYTES, copy == null ? null : copy.etag());
        CompletableFuture<Known> learned = fetcher.fetch(request).thenApply(fetch -> learn(clientId, copy, fetch));
        if (before != null && copy != null) {
            // a copy of the future: whoever has no patience does not keep the rest from learning
            long patience = before.hostDown() ? 0 : PATIENCE.toMillis();
            return join(learned.copy().completeOnTimeout(before, patience, TimeUnit.MILLISECONDS));
        }
        return join(learned);
    }

    /** Keeps the copy of a client that somebody has allowed, so that it outlives a restart. */
    public void allowed(String clientId) {
        Known now = known.getIfPresent(clientId);
        Copy copy = now == null ? null : now.copy();
        if (copy != null) {
            tolerant(() -> copies.keep(clientId, copy.stored()));
        }
    }

    private static ClientLookup join(CompletableFuture<Known> learned) {
        try {
            return learned.join().answer();
        } catch (CompletionException e) {
            if (e.getCause() instanceof DataAccessException fault) {
                throw fault;
            }
            throw e;
        }
    }

    /** Whoever asks for documents that nobody has used yet makes us work for them: so many for one address. */
    private boolean mayAsk() {
        return ClientAddress.current()
                .flatMap(place -> limits.take(Limit.DOCUMENT, place))
                .isEmpty();
    }

    private Known learn(String clientId, @Nullable Copy before, Fetch fetch) {
        if (fetch instanceof Fetch.Busy) {
            // that is about us and not about the document: nothing is remembered
            return busy(clientId, before);
        }
        Known now = judge(clientId, before, fetch);
        known.put(clientId, now);
        return now;
    }

    private Known busy(String clientId, @Nullable Copy before) {
        Instant now = clock.instant();
        Copy copy = before == null ? stored(clientId).orElse(null) : before;
        return copy != null && now.isBefore(copy.seenAt().plus(LAST_GOOD))
                ? new Known(copy, new ClientLookup.Found(copy.client()), now, false)
                : new Known(null, UNAVAILABLE, now, false);
    }

    private Known judge(String clientId, @Nullable Copy before, Fetch fetch) {
        Instant now = clock.instant();
        if (fetch instanceof Fetch.Fetched fetched) {
            ClientLookup read = MetadataDocument.read(clientId, fetched.text());
            if (read instanceof ClientLookup.Found found) {
                return good(
                        clientId,
                        new Copy(
                                found.client(),
                                fetched.text(),
                                fetched.caching().etag(),
                                now),
                        fetched);
            }
            log.warn("the metadata document {} is not in order: {}", clientId, read);
            tolerant(() -> copies.forget(clientId, now));
            return new Known(null, read, now.plus(RETRY), false);
        }
        if (fetch instanceof Fetch.NotModified && before != null) {
            return good(clientId, before.seenAgain(now), fetch);
        }
        if (fetch instanceof Fetch.Gone) {
            log.info("the metadata document {} is gone", clientId);
            tolerant(() -> copies.forget(clientId, now));
            return new Known(null, new ClientLookup.Unknown(), now.plus(RETRY), false);
        }
        return unreachable(clientId, before, fetch, now);
    }

    private Known good(String clientId, Copy copy, Fetch fetch) {
        tolerant(() -> copies.renew(clientId, copy.stored()));
        return new Known(
                copy, new ClientLookup.Found(copy.client()), copy.seenAt().plus(lifetime(fetch)), false);
    }

    private static Duration lifetime(Fetch fetch) {
        Fetch.Caching caching =
                fetch instanceof Fetch.Fetched fetched ? fetched.caching() : ((Fetch.NotModified) fetch).caching();
        Duration said = caching.freshFor() == null ? UNSAID : caching.freshFor();
        if (said.compareTo(FLOOR) < 0) {
            return FLOOR;
        }
        return said.compareTo(CEILING) > 0 ? CEILING : said;
    }

    private Known unreachable(String clientId, @Nullable Copy before, Fetch came, Instant now) {
        Fetch fetch = outward(clientId, came);
        String problem = fetch instanceof Fetch.Refused refused ? refused.reason() : problem(fetch);
        Copy copy = before == null ? stored(clientId).orElse(null) : before;
        log.info("the metadata document {} cannot be fetched ({}), copy: {}", clientId, came, copy != null);
        if (copy != null && now.isBefore(copy.seenAt().plus(LAST_GOOD))) {
            return new Known(copy, new ClientLookup.Found(copy.client()), now.plus(RETRY), true);
        }
        String sentence = "its metadata document cannot be fetched, " + problem;
        return new Known(
                null,
                fetch instanceof Fetch.Refused
                        ? new ClientLookup.Unusable(sentence)
                        : new ClientLookup.Unavailable(sentence),
                now.plus(RETRY),
                true);
    }

    /** Strangers must not learn which names there are inside: such a one is the same to them as one that nobody knows. */
    static Fetch outward(String clientId, Fetch fetch) {
        boolean byName = !ADDRESS.matcher(URI.create(clientId).getHost()).matches();
        return (byName && fetch.equals(Fetch.NOT_PUBLIC)) || fetch.equals(Fetch.UNKNOWN_NAME) ? Fetch.NO_ANSWER : fetch;
    }

    private static String problem(Fetch fetch) {
        return fetch instanceof Fetch.Failed failed ? failed.reason() : "it answers what was not asked";
    }

    private Optional<Copy> stored(String clientId) {
        return copies.find(clientId)
                .flatMap(row -> MetadataDocument.read(clientId, row.document()) instanceof ClientLookup.Found found
                        ? Optional.of(new Copy(found.client(), row.document(), null, row.fetchedAt()))
                        : Optional.empty());
    }

    /** The copies in the database are a precaution: a fault there must not stop anybody. */
    private static void tolerant(Runnable work) {
        try {
            work.run();
        } catch (DataAccessException e) {
            log.warn("cannot keep a metadata document now: {}", e.getMessage());
        }
    }

    /**
     * What is known of a URL.
     *
     * @param copy the last good document
     * @param askAgain until when the answer holds without asking
     * @param hostDown whether the last fetch failed
     */
    private record Known(@Nullable Copy copy, ClientLookup answer, Instant askAgain, boolean hostDown) {}

    /** A good document, and when it was last seen at its URL. */
    private record Copy(
            Client client, String text, @Nullable String etag, Instant seenAt) {

        Copy seenAgain(Instant now) {
            return new Copy(client, text, etag, now);
        }

        DocumentCopies.Copy stored() {
            return new DocumentCopies.Copy(text, seenAt);
        }
    }
}
