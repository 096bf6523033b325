package dev.gatehouse.gateway.watch;

import dev.gatehouse.gateway.health.HealthAnswers;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.settings.ObserveSettings;
import dev.gatehouse.policy.net.LoopbackHost;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * {@code /metrics} and the details of health, on a port and a thread of their own: a scrape holds up no exchange. On loopback it
 * answers to loopback names only, or a page in a browser here could read it under a name of its own (DNS rebinding).
 */
@Component
public final class ManagementServer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration HEAD = Duration.ofSeconds(10);
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final ObserveSettings settings;
    private final Figures figures;
    private final ExchangeFigures exchanges;
    private final HealthAnswers health;
    private final LoopResources loop = LoopResources.create("gateway-management", 1, true);
    private volatile @Nullable DisposableServer bound;

    ManagementServer(ObserveSettings settings, Figures figures, ExchangeFigures exchanges, HealthAnswers health) {
        this.settings = settings;
        this.figures = figures;
        this.exchanges = exchanges;
        this.health = health;
    }

    /** The port that it listens on; 0 where there is none. */
    public int port() {
        DisposableServer server = bound;
        return server == null ? 0 : server.port();
    }

    @Override
    public void start() {
        if (settings.managementPort().isEmpty()) {
            return;
        }
        HttpServer server = HttpServer.create()
                .port(settings.managementPort().getAsInt())
                .runOn(loop)
                .idleTimeout(IDLE)
                .requestTimeout(HEAD)
                .httpRequestDecoder(spec -> spec.maxInitialLineLength(2 * 1024).maxHeaderSize(8 * 1024))
                .handle(this::handle);
        DisposableServer now = (settings.managementOnLoopback() ? server.host("127.0.0.1") : server).bindNow();
        bound = now;
        LOG.info("metrics on port {}", now.port());
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        String host = request.requestHeaders().get("host");
        boolean here = !settings.managementOnLoopback() || host == null || LoopbackHost.isField(host);
        Answer answer = here
                ? answer(request.method().name(), request.uri())
                : Answer.problem(421, "nothing is served under this name here", "HOST_NOT_ALLOWED");
        response.status(answer.status());
        answer.headers().forEach(header -> response.addHeader(header.name(), header.value()));
        response.addHeader("content-length", Integer.toString(answer.body().length));
        boolean bodyless = request.method().name().equals("HEAD") || answer.body().length == 0;
        return bodyless ? response.sendHeaders() : response.sendByteArray(Mono.just(answer.body()));
    }

    private Answer answer(String method, String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.problem(405, "there is nothing to change here", "METHOD_NOT_ALLOWED")
                    .with("allow", "GET, HEAD");
        }
        return switch (path) {
            case "/metrics" -> Answer.text(200, TEXT, figures.page(), "METRICS").with("cache-control", "no-store");
            case "/health/upstreams" ->
                Answer.json(200, Map.of("upstreams", exchanges.upstreams()), "UPSTREAMS")
                        .with("cache-control", "no-store");
            default -> health.answer(method, path);
        };
    }

    @Override
    public void stop() {
        DisposableServer server = bound;
        bound = null;
        if (server != null) {
            server.disposeNow(Duration.ofSeconds(1));
        }
        loop.dispose();
    }

    @Override
    public boolean isRunning() {
        return bound != null;
    }

    /** Ends after the server does: until then there is something to read. */
    @Override
    public int getPhase() {
        return 1;
    }
}
