package dev.gatehouse.authserver.outbound;

import dev.gatehouse.authserver.outbound.Probed.Failure;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.policy.net.AddressRule;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Asks identity providers that an administrator has named, at any port, and tells precisely why there is no answer. The
 * addresses are judged as those of upstreams are; redirects are not followed; size, time and how many run at once are bounded.
 */
@Component
public final class OutboundProbe implements DisposableBean {

    /** How long one question may take, from the resolution of the name to the last byte. */
    public static final Duration DEADLINE = Duration.ofSeconds(4);

    private static final int MAX_AT_ONCE = 32;
    private static final int MAX_CAUSES = 10;

    private final CloseableHttpClient client;
    private final Duration deadline;
    private final Clock clock;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, MAX_AT_ONCE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "outbound-probe");
                thread.setDaemon(true);
                return thread;
            });

    @Autowired
    OutboundProbe(Settings settings, Clock clock) {
        this(settings.upstreams(), JudgedDns.Lookup.system(), null, DEADLINE, clock);
    }

    OutboundProbe(
            AddressRule rule,
            JudgedDns.Lookup lookup,
            @Nullable TlsSocketStrategy tls,
            Duration deadline,
            Clock clock) {
        this.client = Exchange.client(new JudgedDns(lookup, rule), tls);
        this.deadline = deadline;
        this.clock = clock;
    }

    /** Asks. The future never fails and is done by the deadline. */
    public CompletableFuture<Probed> ask(ProbeRequest request) {
        String scheme = String.valueOf(request.url().getScheme());
        boolean web = scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http");
        if (!web || request.url().getHost() == null || request.url().getRawUserInfo() != null) {
            return CompletableFuture.completedFuture(new Probed.Failed(Failure.NO_URL));
        }
        HttpUriRequestBase message = message(request);
        CompletableFuture<Probed> result = new CompletableFuture<>();
        try {
            threads.execute(() -> result.complete(run(message, request.maxBytes())));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new Probed.Failed(Failure.BUSY));
        }
        // the thread may sit in a resolver that nobody can interrupt: it keeps its place, the caller goes on
        CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (result.complete(new Probed.Failed(Failure.TIMEOUT))) {
                        message.cancel();
                    }
                });
        return result;
    }

    private static HttpUriRequestBase message(ProbeRequest request) {
        HttpUriRequestBase message = new HttpUriRequestBase(request.form() == null ? "GET" : "POST", request.url());
        message.setHeader("Accept", "application/json");
        message.setHeader("Accept-Encoding", "identity");
        message.setHeader("User-Agent", "gatehouse");
        if (request.authorization() != null) {
            message.setHeader("Authorization", request.authorization());
        }
        if (request.form() != null) {
            message.setEntity(new StringEntity(
                    request.form(), ContentType.create("application/x-www-form-urlencoded", StandardCharsets.UTF_8)));
        }
        return message;
    }

    private Probed run(HttpUriRequestBase message, int maxBytes) {
        try {
            Instant asked = clock.instant();
            ClassicHttpResponse response = client.executeOpen(null, message, null);
            try {
                Instant answered = clock.instant();
                HttpEntity entity = response.getEntity();
                byte[] body = entity == null ? new byte[0] : entity.getContent().readNBytes(maxBytes + 1);
                if (body.length > maxBytes) {
                    return new Probed.Failed(Failure.TOO_LARGE);
                }
                return new Probed.Answered(
                        response.getCode(), body, value(response, "Location"), ahead(response, asked, answered));
            } finally {
                message.cancel();
                response.close();
            }
        } catch (IOException | ParseException | RuntimeException e) {
            return new Probed.Failed(failure(e));
        }
    }

    /** The header has seconds only: within the second that it names, and while we were asking, both clocks agree. */
    private static @Nullable Duration ahead(ClassicHttpResponse response, Instant asked, Instant answered)
            throws ParseException {
        String text = value(response, "Date");
        Instant date = text == null ? null : DateUtils.parseStandardDate(text);
        if (date == null) {
            return null;
        }
        if (date.isAfter(answered)) {
            return Duration.between(answered, date);
        }
        Instant latest = date.plusSeconds(1);
        return latest.isBefore(asked) ? Duration.between(asked, latest) : Duration.ZERO;
    }

    private static @Nullable String value(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    private static Failure failure(Throwable problem) {
        if (problem instanceof JudgedDns.ForbiddenAddress) {
            return Failure.PRIVATE_ADDRESS;
        }
        if (problem instanceof UnknownHostException) {
            return Failure.UNKNOWN_NAME;
        }
        if (problem instanceof SSLException) {
            return tls(problem);
        }
        if (problem instanceof ConnectException || problem instanceof NoRouteToHostException) {
            return timedOut(problem) ? Failure.TIMEOUT : Failure.NO_CONNECTION;
        }
        return problem instanceof InterruptedIOException ? Failure.TIMEOUT : Failure.BROKEN;
    }

    private static boolean timedOut(Throwable problem) {
        return problem.getClass().getSimpleName().contains("Timeout");
    }

    private static Failure tls(Throwable problem) {
        Throwable cause = problem;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return Failure.TLS_EXPIRED;
            }
            if (cause instanceof SSLPeerUnverifiedException) {
                return Failure.TLS_WRONG_NAME;
            }
            if (cause instanceof CertPathBuilderException) {
                return Failure.TLS_UNKNOWN_AUTHORITY;
            }
            if (cause instanceof CertPathValidatorException path
                    && path.getReason() == CertPathValidatorException.BasicReason.EXPIRED) {
                return Failure.TLS_EXPIRED;
            }
            cause = cause.getCause();
        }
        String said = String.valueOf(problem.getMessage());
        return said.contains("No name matching") || said.contains("No subject alternative")
                ? Failure.TLS_WRONG_NAME
                : Failure.TLS_OTHER;
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
        client.close(CloseMode.IMMEDIATE);
    }
}
