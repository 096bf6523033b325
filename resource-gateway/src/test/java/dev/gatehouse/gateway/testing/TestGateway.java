package dev.gatehouse.gateway.testing;

import com.nimbusds.jose.jwk.ECKey;
import dev.gatehouse.gateway.GatewayApplication;
import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.proxy.GatewayServer;
import dev.gatehouse.gateway.watch.ManagementServer;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The real gateway, with an authorization server that is fake and an upstream that does as it is told. */
public final class TestGateway implements AutoCloseable {

    /** For what must happen, however busy the machine is. No test waits so long unless it fails. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Systems give out ports from 32768 on, or higher. Each process of tests begins at a place of its own. */
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(20_000 + (int) (ProcessHandle.current().pid() % 120) * 100);

    private static TestGateway shared;

    public final ECKey key = TestKeys.ec("key-1");
    public final FakeAuthServer auth = new FakeAuthServer(key);
    public final TestUpstream upstream = new TestUpstream();
    public final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final ConfigurableApplicationContext context;
    private final int port = freePort();

    public TestGateway(String... properties) {
        this(false, properties);
    }

    /** A gateway whose authorization server may be out of order when it starts; otherwise it is ready. */
    public TestGateway(boolean broken, String... properties) {
        this(broken, List.of(), properties);
    }

    /** A gateway with more parts than it has. */
    public TestGateway(List<Class<?>> parts) {
        this(false, parts);
    }

    /** Both, and with settings. */
    public TestGateway(boolean broken, List<Class<?>> parts, String... properties) {
        auth.broken(broken);
        auth.put(server("everything"));
        Map<String, Object> settings = new HashMap<>();
        settings.put("gatehouse.gateway-port", port);
        settings.put("gatehouse.gateway-secret", FakeAuthServer.SECRET);
        settings.put("gatehouse.issuer", auth.issuer());
        settings.put("gatehouse.allowed-origins", "https://inspector.example");
        // all tests are one user
        settings.put("gatehouse.rate-limits", "off");
        settings.put("gatehouse.access-log", "off");
        settings.put("logging.level.root", "error");
        settings.put("logging.level.fuzz", "info");
        settings.put("logging.level.dev.gatehouse", System.getProperty("gateway.log", "error"));
        for (int i = 0; i < properties.length; i += 2) {
            settings.put(properties[i], properties[i + 1]);
        }
        String[] arguments = settings.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        context = new SpringApplicationBuilder(GatewayApplication.class)
                .sources(parts.toArray(Class<?>[]::new))
                .profiles("demo")
                .registerShutdownHook(false)
                .run(arguments);
        if (!broken) {
            catchUp();
        }
    }

    /** One gateway for all tests that leave it as they found it. */
    public static synchronized TestGateway shared() {
        if (shared == null) {
            shared = new TestGateway();
        }
        return shared;
    }

    public int port() {
        return context.getBean(GatewayServer.class).port();
    }

    /** A page of the management port. */
    public HttpResponse<String> management(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + managementPort() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The management port; 0 for none. */
    public int managementPort() {
        return context.getBean(ManagementServer.class).port();
    }

    public String url(String path) {
        return "http://localhost:" + port + path;
    }

    /** A server as the feed describes it, with the built-in identity provider; to be changed at will. */
    public Map<String, Object> server(String slug) {
        Map<String, Object> server = new HashMap<>();
        server.put("id", UUID.randomUUID().toString());
        server.put("accountId", UUID.randomUUID().toString());
        server.put("slug", slug);
        server.put("name", "Name of " + slug);
        server.put("enabled", true);
        server.put("upstreamUrl", upstream.url("/" + slug + "/mcp"));
        server.put("resource", url("/mcp/" + slug));
        server.put("revocationMode", "AT_EXPIRY");
        server.put("apiTokens", "BUILT_IN_ONLY");
        server.put("identityProvider", Map.of("type", "BUILT_IN"));
        server.put("version", 1);
        return server;
    }

    /** A bundle that carries a server, as the feed describes it with the server; to be changed at will. */
    public Map<String, Object> bundle(String slug, Map<String, Object> server) {
        Map<String, Object> bundle = new HashMap<>();
        bundle.put("id", UUID.randomUUID().toString());
        bundle.put("slug", slug);
        bundle.put("name", "Name of " + slug);
        bundle.put("enabled", true);
        bundle.put("resource", url("/mcp/" + slug + "/" + server.get("slug")));
        bundle.put("featurePolicy", Map.of());
        return bundle;
    }

    /** Adds a server, or changes one, and waits until the gateway knows it as it is now. */
    public void add(Map<String, Object> server) {
        auth.put(new HashMap<>(server));
        catchUp();
    }

    /**
     * Waits until the gateway knows all that the authorization server has been told so far, by the feed's cursor: what it
     * answers says less, since a gateway that knows nothing yet answers 503 as one does that knows of a server switched off.
     */
    public void catchUp() {
        int told = auth.told();
        eventually(() -> {
            Feed.View view = part(Feed.class).view();
            return view != null && auth.toldTo(view.state().cursor()) >= told;
        });
    }

    /** A good token for a server, {@code slug}, or for one through a bundle, {@code bundle/slug}. */
    public TestToken token(String route) {
        return TestToken.of(key, auth.issuer(), url("/mcp/" + route));
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(request(path, headers).GET());
    }

    public HttpResponse<String> post(String path, String token, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body));
        if (List.of(headers).stream().noneMatch("content-type"::equals)) {
            request.header("content-type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        return send(request);
    }

    /** The status of an ordinary call with this token. */
    public int call(String route, String token) {
        try {
            return post("/mcp/" + route, token, call("tools/list")).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String call(String method) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}";
    }

    public static String callTool(String name) {
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"" + name + "\"}}";
    }

    public HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url(path))).timeout(Duration.ofSeconds(10));
        return headers.length == 0 ? request : request.headers(headers);
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The head of a POST on a bare socket. */
    public String rawHead(String slug, String token, String... headers) {
        StringBuilder head = new StringBuilder("POST /mcp/" + slug + " HTTP/1.1\r\nhost: localhost\r\n"
                + "content-type: application/json\r\nauthorization: Bearer " + token + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head + "\r\n";
    }

    /** A whole POST on a bare socket. */
    public String rawCall(String slug, String token) {
        String body = call("tools/list");
        return rawHead(slug, token, "content-length: " + body.length()) + body;
    }

    /** A part of the gateway. */
    public <T> T part(Class<T> type) {
        return context.getBean(type);
    }

    /** The pool that verifies tokens. */
    public ThreadPoolExecutor verificationWorkers() {
        return context.getBean("verificationWorkers", ThreadPoolExecutor.class);
    }

    /** Waits for what must come, and was not promised by any time. */
    public void eventually(Callable<Boolean> condition) {
        eventuallyWithin(PATIENCE, condition);
    }

    /** Waits for what was promised by that time. */
    public void eventuallyWithin(Duration time, Callable<Boolean> condition) {
        long end = System.nanoTime() + time.toNanos();
        try {
            while (!condition.call()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("not within " + time);
                }
                Thread.sleep(20);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A free port that nobody takes before it is bound: not of those that the system itself gives out. */
    private static int freePort() {
        while (true) {
            int candidate = NEXT_PORT.getAndIncrement();
            try (ServerSocket socket = new ServerSocket(candidate)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // somebody else's
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Stops the gateway alone. */
    public void stop() {
        context.close();
    }

    @Override
    public void close() throws IOException {
        context.close();
        auth.close();
        upstream.close();
    }
}
