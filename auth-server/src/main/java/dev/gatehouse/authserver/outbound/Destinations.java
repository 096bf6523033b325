package dev.gatehouse.authserver.outbound;

import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.policy.net.AddressRule;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Says when an address that an admin writes leads to where the gateway will not connect. It is help for the admin, not the
 * defence: the gateway judges every address again whenever it connects, so a name that does not resolve now, or not in time,
 * is no problem here. Asks a name server: not for inside of a transaction.
 */
@Component
public final class Destinations implements DisposableBean {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MAX_AT_ONCE = 8;

    private final AddressRule rule;
    private final JudgedDns.Lookup lookup;
    private final Duration patience;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, MAX_AT_ONCE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "destinations");
                thread.setDaemon(true);
                return thread;
            });

    @Autowired
    Destinations(Settings settings) {
        this(settings.upstreams(), JudgedDns.Lookup.system(), PATIENCE);
    }

    Destinations(AddressRule rule, JudgedDns.Lookup lookup, Duration patience) {
        this.rule = rule;
        this.lookup = lookup;
        this.patience = patience;
    }

    /**
     * What is wrong with the host of an absolute URL, to be put behind the name of the member; empty when nothing is.
     * It does not tell the address: names inside are not the admin's business.
     */
    public Optional<String> problem(String url) {
        String host = URI.create(url).getHost();
        if (host == null || host.contains("%")) {
            return Optional.of("must not name an interface of this machine");
        }
        boolean allowed = addresses(host).stream().allMatch(rule::allows);
        return allowed
                ? Optional.empty()
                : Optional.of("leads to an address that is not public: the operator of this installation can allow its"
                        + " network with GATEHOUSE_UPSTREAM_PRIVATE");
    }

    private List<InetAddress> addresses(String host) {
        CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        try {
            // the thread may sit in a resolver that nobody can interrupt: it keeps its place, the caller goes on
            threads.execute(() -> {
                try {
                    answer.complete(lookup.resolve(host));
                } catch (UnknownHostException | RuntimeException e) {
                    answer.complete(List.of());
                }
            });
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException | TimeoutException | ExecutionException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
