package dev.gatehouse.gateway.testing;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An external issuer: a key set over HTTP, and an endpoint of RFC 7662. */
public final class FakeIssuer implements AutoCloseable {

    private final HttpServer http;
    private volatile String body;
    private volatile int status = 200;
    private volatile String credentials = "gateway:secret";
    private volatile @Nullable String introspectionBody;
    private volatile int introspectionStatus = 200;
    private volatile long thinking;
    private final Map<String, Map<String, Object>> words = new ConcurrentHashMap<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final AtomicInteger fetches = new AtomicInteger();

    public FakeIssuer(JWK... keys) {
        keys(keys);
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        http.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fake-issuer");
            thread.setDaemon(true);
            return thread;
        }));
        http.createContext("/introspect", this::introspect);
        http.createContext("/jwks", exchange -> {
            fetches.incrementAndGet();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        http.start();
    }

    public String identifier() {
        return "https://idp-" + http.getAddress().getPort() + ".example";
    }

    public String jwksUri() {
        return "http://localhost:" + http.getAddress().getPort() + "/jwks";
    }

    public String introspectionUri() {
        return "http://localhost:" + http.getAddress().getPort() + "/introspect";
    }

    /** From now on this is the word on a token; all others are not active. */
    public void word(String token, Map<String, Object> word) {
        words.put(token, word);
    }

    /** From now on this is answered, whatever is asked; null for the words again. */
    public void introspectionAnswers(int otherStatus, @Nullable String otherBody) {
        introspectionStatus = otherStatus;
        introspectionBody = otherBody;
    }

    /** The credentials that are good, as they are before they are encoded. */
    public void credentials(String idAndSecret) {
        credentials = idAndSecret;
    }

    /** From now on introspection takes so long. */
    public void thinks(Duration time) {
        thinking = time.toMillis();
    }

    /** The forms that came, credentials good or not. */
    public List<String> questions() {
        return List.copyOf(questions);
    }

    /** How often the key set was fetched. */
    public int fetches() {
        return fetches.get();
    }

    private void introspect(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        questions.add(form);
        try {
            Thread.sleep(thinking);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean known = credentials.equals(decoded(exchange.getRequestHeaders().getFirst("authorization")));
        String raw = introspectionBody;
        String answer = raw;
        if (answer == null) {
            String token = URLDecoder.decode(form.replaceAll("^token=|&.*$", ""), StandardCharsets.UTF_8);
            answer = JsonMapper.shared().writeValueAsString(words.getOrDefault(token, Map.of("active", false)));
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(known ? introspectionStatus : 401, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** What {@code client_secret_basic} says, both halves form-decoded (RFC 6749 section 2.3.1). */
    private static String decoded(@Nullable String header) {
        if (header == null || !header.startsWith("Basic ")) {
            return "";
        }
        String pair = new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8);
        String[] halves = pair.split(":", -1);
        return halves.length != 2
                ? ""
                : URLDecoder.decode(halves[0], StandardCharsets.UTF_8) + ":"
                        + URLDecoder.decode(halves[1], StandardCharsets.UTF_8);
    }

    public void keys(JWK... keys) {
        body = new JWKSet(java.util.List.of(keys)).toString(true);
    }

    public void broken(boolean now) {
        status = now ? 500 : 200;
    }

    public void answerWith(int otherStatus, String otherBody) {
        status = otherStatus;
        body = otherBody;
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
