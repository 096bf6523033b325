package dev.gatehouse.gateway.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** The token endpoint of an upstream's authorization server: it answers as it is told, and remembers what it was asked. */
public final class FakeTokenEndpoint implements AutoCloseable {

    private final HttpServer http;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private volatile int status = 200;
    private volatile String body = "";
    private volatile long thinking;

    public FakeTokenEndpoint() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        http.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fake-token-endpoint");
            thread.setDaemon(true);
            return thread;
        }));
        http.createContext("/token", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(new Asked(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")), form));
            pause();
            String own = "{\"access_token\":\"exchanged-" + tokens.incrementAndGet()
                    + "\",\"token_type\":\"Bearer\",\"expires_in\":300}";
            byte[] bytes = (body.isEmpty() ? own : body).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        http.start();
    }

    private void pause() {
        try {
            Thread.sleep(thinking);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public String url() {
        return "http://localhost:" + http.getAddress().getPort() + "/token";
    }

    /** From now on it answers this; an empty body stands for a fresh token. */
    public void answer(int newStatus, String newBody) {
        status = newStatus;
        body = newBody;
    }

    public void think(long millis) {
        thinking = millis;
    }

    public List<Asked> asked() {
        return asked;
    }

    @Override
    public void close() {
        http.stop(0);
    }

    /** A request. */
    public record Asked(String authorization, String form) {

        public Map<String, String> members() {
            return Arrays.stream(form.split("&"))
                    .map(pair -> pair.split("=", 2))
                    .collect(Collectors.toMap(
                            pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        }
    }
}
