package dev.gatehouse.gateway.discovery;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.BoundedHttp;
import dev.gatehouse.gateway.http.BoundedHttp.Fetched;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.settings.GatewaySettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Authorization server metadata (RFC 8414 section 3, OpenID Connect Discovery section 4) as our own authorization server
 * publishes them, at the gateway's root: the MCP revision 2025-03-26 has clients look there and nowhere else. Later ones
 * follow the protected resource metadata and do not ask. The issuer in it stays what it is.
 */
@Component
public final class IssuerDocuments {

    private static final Logger LOG = LoggerFactory.getLogger(IssuerDocuments.class);

    private static final Set<String> PATHS =
            Set.of("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration");
    private static final Duration FRESH = Duration.ofSeconds(300);
    private static final Duration BETWEEN_FAILURES = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_BYTES = 64 * 1024;

    private final BoundedHttp http;
    private final String authUrl;
    private final String issuer;
    private final AsyncCache<String, Answer> documents = Caffeine.newBuilder()
            .maximumSize(PATHS.size())
            .<String, Answer>expireAfter(
                    Expiry.creating((path, answer) -> answer.status() == 200 ? FRESH : BETWEEN_FAILURES))
            .buildAsync();

    IssuerDocuments(BoundedHttp http, GatewaySettings settings) {
        this.http = http;
        this.authUrl = settings.authUrl().toString();
        this.issuer = settings.issuer();
    }

    /** Whether a path asks for one of them. */
    public static boolean isAt(String path) {
        return PATHS.contains(path);
    }

    /** The answer to a request for one. */
    public CompletableFuture<Answer> answer(RequestHead head) {
        return switch (head.method()) {
            case "GET", "HEAD" -> document(head.path());
            case "OPTIONS" ->
                CompletableFuture.completedFuture(Answer.empty(204, "PREFLIGHT")
                        .with("access-control-allow-methods", "GET, HEAD, OPTIONS")
                        .with("access-control-allow-headers", "*")
                        .with("access-control-max-age", "600")
                        .with("access-control-allow-origin", "*"));
            default ->
                CompletableFuture.completedFuture(Answer.problem(405, "metadata is only read", "METHOD_NOT_ALLOWED")
                        .with("allow", "GET, HEAD, OPTIONS")
                        .with("access-control-allow-origin", "*"));
        };
    }

    /** Fetched by one request at a time for all who ask; one of them who leaves takes nothing from the others. */
    private CompletableFuture<Answer> document(String path) {
        return documents.get(path, (at, executor) -> fetch(at).toFuture());
    }

    private Mono<Answer> fetch(String path) {
        return http.get(URI.create(authUrl + path), Map.of("accept", "application/json"), MAX_BYTES, TIMEOUT)
                .map(this::checked)
                .onErrorResume(failure -> {
                    LOG.warn("metadata of the authorization server cannot be fetched: {}", failure.toString());
                    return Mono.just(unavailable());
                });
    }

    private Answer checked(Fetched fetched) {
        String text = new String(fetched.body(), StandardCharsets.UTF_8);
        if (fetched.status() != 200 || !issuer.equals(issuerIn(text))) {
            LOG.warn("no metadata of issuer {} at the authorization server: status {}", issuer, fetched.status());
            return unavailable();
        }
        return Answer.text(200, "application/json", text, "ISSUER_METADATA")
                .with("cache-control", "public, max-age=60")
                .with("access-control-allow-origin", "*");
    }

    private static String issuerIn(String text) {
        try {
            JsonNode document = JsonMapper.shared().readTree(text);
            return document.path("issuer").asString("");
        } catch (JacksonException e) {
            return "";
        }
    }

    private static Answer unavailable() {
        return Answer.problem(503, "the authorization server cannot be asked", "ISSUER_UNAVAILABLE")
                .with("retry-after", "2")
                .with("access-control-allow-origin", "*");
    }
}
