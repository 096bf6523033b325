package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.http.BoundedHttp;
import dev.gatehouse.gateway.http.BoundedHttp.Fetched;
import dev.gatehouse.gateway.http.ClientSecretBasic;
import dev.gatehouse.gateway.server.TokenValidation.Introspection;
import dev.gatehouse.gateway.server.UpstreamWarnings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** One endpoint of RFC 7662, asked with {@code client_secret_basic}; a slow one keeps nobody else waiting. */
final class IntrospectionEndpoint {

    /** At once, those included that wait for one of the connections. */
    static final int MAX_AT_ONCE = 64;

    private static final Logger LOG = LoggerFactory.getLogger(IntrospectionEndpoint.class);
    private static final int MAX_ANSWER = 64 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final UpstreamWarnings WARNINGS = new UpstreamWarnings(LOG, Duration.ofMinutes(1));

    private final Introspection endpoint;
    private final BoundedHttp http;
    private final boolean mayBeAsked;
    private final Map<String, String> headers;
    private final Semaphore questions = new Semaphore(MAX_AT_ONCE);

    IntrospectionEndpoint(Introspection endpoint, BoundedHttp http, boolean plainHttpAllowed) {
        this.endpoint = endpoint;
        this.http = http;
        this.mayBeAsked =
                plainHttpAllowed || "https".equalsIgnoreCase(endpoint.endpoint().getScheme());
        this.headers = Map.of(
                "authorization",
                ClientSecretBasic.of(endpoint.clientId(), endpoint.clientSecret()),
                "accept",
                "application/json");
    }

    /** Asks about one token; throws at once when too much is asked already. */
    CompletableFuture<Verification> ask(String token, Function<byte[], Verification> reader) {
        if (!mayBeAsked) {
            return CompletableFuture.completedFuture(trouble("it is not https"));
        }
        if (!questions.tryAcquire()) {
            throw new RejectedExecutionException("too many tokens at once");
        }
        String form = "token=" + encoded(token) + "&token_type_hint=access_token";
        return http.post(endpoint.endpoint(), headers, form, MAX_ANSWER, TIMEOUT)
                .map(fetched -> verification(fetched, reader))
                .onErrorResume(e -> Mono.just(trouble("it cannot be asked: " + e)))
                .doFinally(end -> questions.release())
                .toFuture();
    }

    private Verification verification(Fetched fetched, Function<byte[], Verification> reader) {
        if (fetched.status() == 401 || fetched.status() == 403) {
            return trouble("it refuses our credentials with " + fetched.status());
        }
        if (fetched.status() != 200) {
            return trouble("it answers " + fetched.status());
        }
        Verification verification = reader.apply(fetched.body());
        return verification instanceof Verification.Undecided undecided ? trouble(undecided.problem()) : verification;
    }

    private Verification trouble(String problem) {
        WARNINGS.about("introspection at " + endpoint.endpoint(), problem);
        return new Verification.Undecided(problem);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
