package dev.gatehouse.authserver.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.authserver.health.Health;
import dev.gatehouse.authserver.settings.GatehouseProperties;
import dev.gatehouse.policy.net.LoopbackHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /metrics} and health on a port of their own, with the JDK's own HTTP server: nothing of the application is open
 * there, and a flood there takes nothing from it but two threads.
 */
@Component
public final class ManagementServer implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OFF = "off";
    private static final int THREADS = 2;
    private static final int WAITING = 16;

    private final GatehouseProperties properties;
    private final Figures figures;
    private final Health health;
    private final JsonMapper json;
    private volatile @Nullable HttpServer bound;

    ManagementServer(GatehouseProperties properties, Figures figures, Health health, JsonMapper json) {
        this.properties = properties;
        this.figures = figures;
        this.health = health;
        this.json = json;
    }

    /** The port that it listens on; 0 where there is none. */
    public int port() {
        HttpServer server = bound;
        return server == null ? 0 : server.getAddress().getPort();
    }

    @Override
    public void start() {
        String port = properties.authManagementPort().strip();
        if (port.equalsIgnoreCase(OFF)) {
            return;
        }
        // Who is slow to ask or to read is let go: read once, when the first such server is made.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "30");
        int number = Integer.parseInt(port);
        try {
            HttpServer server = HttpServer.create(
                    properties.managementBind() == GatehouseProperties.Bind.LOOPBACK
                            ? new InetSocketAddress(InetAddress.getByName("127.0.0.1"), number)
                            : new InetSocketAddress(number),
                    WAITING);
            server.setExecutor(new ThreadPoolExecutor(
                    THREADS,
                    THREADS,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(WAITING),
                    task -> {
                        Thread thread = new Thread(task, "management");
                        thread.setDaemon(true);
                        return thread;
                    },
                    new ThreadPoolExecutor.DiscardPolicy()));
            server.createContext("/", this::handle);
            server.start();
            bound = server;
            log.info("metrics on port {}", port());
        } catch (IOException e) {
            throw new PortInUseException(number, e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            if (!isAskedByItsName(exchange)) {
                exchange.sendResponseHeaders(421, -1);
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/metrics" -> answer(exchange, 200, TEXT, figures.page().getBytes(StandardCharsets.UTF_8));
                case "/health/live" -> json(exchange, 200, Health.LIVE);
                case "/health/ready" -> {
                    Health.Readiness readiness = health.readiness();
                    json(exchange, readiness.ready() ? 200 : 503, readiness.document());
                }
                default -> exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    /** On loopback: a page in a browser here could read it under a name of its own (DNS rebinding). */
    private boolean isAskedByItsName(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        return properties.managementBind() != GatehouseProperties.Bind.LOOPBACK
                || host == null
                || LoopbackHost.isField(host);
    }

    private void json(HttpExchange exchange, int status, Object document) throws IOException {
        answer(exchange, status, "application/json", json.writeValueAsBytes(document));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void stop() {
        HttpServer server = bound;
        bound = null;
        if (server != null) {
            server.stop(0);
        }
    }

    @Override
    public boolean isRunning() {
        return bound != null;
    }
}
