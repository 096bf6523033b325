package dev.gatehouse.authserver.outbound;

import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.policy.net.AddressRule;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Fetches small JSON documents from addresses that strangers name, and gives nothing away by it: https on port 443 only,
 * public addresses only (judged after resolution, and connected to as judged), no redirects, no cookies, no credentials, no
 * proxy from the environment, no compression, a bound on the size and on the time of the whole exchange, and on how many
 * run at once, over all and for one host. Beyond those bounds it fails at once instead of queueing. Several callers who ask
 * for the same share one exchange.
 */
@Component
public final class OutboundFetcher implements DisposableBean {

    /** How long an exchange may take, from the resolution of the name to the last byte. */
    public static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final int MAX_AT_ONCE = 64;
    private static final int MAX_PER_HOST = 4;

    private final UrlRule urls;
    private final Duration deadline;
    private final Exchange exchange;
    private final Map<FetchRequest, CompletableFuture<Fetch>> running = new ConcurrentHashMap<>();
    private final Map<String, Integer> hosts = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, MAX_AT_ONCE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "outbound");
                thread.setDaemon(true);
                return thread;
            });

    @Autowired
    OutboundFetcher(Settings settings, Clock clock) {
        this(settings.clients().loopbackOnly(), JudgedDns.Lookup.system(), DEADLINE, clock);
    }

    OutboundFetcher(boolean loopbackOnly, JudgedDns.Lookup lookup, Duration deadline, Clock clock) {
        this.urls = loopbackOnly ? UrlRule.ANY_PORT : UrlRule.HTTPS;
        this.deadline = deadline;
        this.exchange = new Exchange(
                new JudgedDns(lookup, loopbackOnly ? AddressRule.loopbackOnly() : AddressRule.publicOnly()), clock);
    }

    /** Starts to fetch, or joins whoever fetches the same. The future never fails and is done by the deadline. */
    public CompletableFuture<Fetch> fetch(FetchRequest request) {
        Optional<String> problem = urls.problem(request.url());
        if (problem.isPresent()) {
            return CompletableFuture.completedFuture(new Fetch.Refused(problem.get()));
        }
        CompletableFuture<Fetch> mine = new CompletableFuture<>();
        CompletableFuture<Fetch> other = running.putIfAbsent(request, mine);
        if (other != null) {
            return other.copy();
        }
        start(request, mine);
        return mine.copy();
    }

    private void start(FetchRequest request, CompletableFuture<Fetch> result) {
        String host = request.url().getHost().toLowerCase(Locale.ROOT);
        if (hosts.merge(host, 1, Integer::sum) > MAX_PER_HOST) {
            leave(host);
            finish(request, result, new Fetch.Busy());
            return;
        }
        Exchange.Attempt attempt = exchange.prepare(request);
        try {
            threads.execute(() -> {
                try {
                    finish(request, result, attempt.run());
                } finally {
                    leave(host);
                }
            });
        } catch (RejectedExecutionException e) {
            leave(host);
            finish(request, result, new Fetch.Busy());
            return;
        }
        // the thread may sit in a resolver that nobody can interrupt: it keeps its place, the callers go on
        CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (finish(request, result, new Fetch.Failed("it took too long"))) {
                        attempt.cancel();
                    }
                });
    }

    /** Whoever learns the outcome and asks again starts anew. */
    private boolean finish(FetchRequest request, CompletableFuture<Fetch> result, Fetch fetch) {
        running.remove(request, result);
        return result.complete(fetch);
    }

    private void leave(String host) {
        hosts.computeIfPresent(host, (name, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
        exchange.close();
    }
}
