package dev.gatehouse.gateway.testing;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An authorization server that speaks docs/feed.md and nothing else, and knows the API tokens that it is told. */
public final class FakeAuthServer implements AutoCloseable {

    public static final String SECRET = "the-gateway-and-nobody-else-knows";

    private static final int STREAM = 0;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer http;
    private final Map<String, Map<String, Object>> servers = new LinkedHashMap<>();
    private final List<Map<String, Object>> revocations = new ArrayList<>();
    private final List<Map<String, Object>> changes = new ArrayList<>();
    private final Map<String, Map<String, Object>> apiTokens = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger metadataQuestions = new AtomicInteger();
    private final List<JsonNode> refusals = Collections.synchronizedList(new ArrayList<>());
    private volatile long thinking;
    private String metadataIssuer;
    private List<JWK> keys;
    private List<JWK> assertionKeys = List.of();
    private boolean broken;
    private int snapshots;
    private boolean streaming = true;
    private boolean silent;
    private int streams;
    private int polls;
    private final String issuer;
    private String epoch = newEpoch();

    public FakeAuthServer(JWK... keys) {
        this("", keys);
    }

    /** One that calls itself something else than its address; empty for its address. */
    public FakeAuthServer(String name, JWK... keys) {
        this.keys = List.of(keys);
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        http.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fake-auth");
            thread.setDaemon(true);
            return thread;
        }));
        http.createContext("/internal/v1/snapshot", exchange -> answer(exchange, true));
        http.createContext("/internal/v1/feed", exchange -> answer(exchange, false));
        http.createContext("/internal/v1/api-tokens/introspect", this::answerApiToken);
        http.createContext("/.well-known/", this::answerMetadata);
        http.createContext("/internal/v1/decisions", this::takeRefusals);
        http.start();
        issuer = name.isEmpty() ? "http://localhost:" + port() : name;
    }

    public int port() {
        return http.getAddress().getPort();
    }

    public String issuer() {
        return issuer;
    }

    /** Whether it knows streams, as newer versions do. */
    public synchronized void streaming(boolean now) {
        streaming = now;
    }

    /** From now on streams stay open and say nothing. */
    public synchronized void silent(boolean now) {
        silent = now;
    }

    /** How many streams were begun. */
    public synchronized int streams() {
        return streams;
    }

    /** How many polls were answered. */
    public synchronized int polls() {
        return polls;
    }

    public synchronized void put(Map<String, Object> server) {
        servers.put((String) server.get("slug"), server);
        changes.add(Map.of("type", "SERVER", "server", server));
    }

    public synchronized void remove(String slug) {
        changes.add(Map.of("type", "SERVER_GONE", "id", servers.remove(slug).get("id")));
    }

    public synchronized void revoke(String what, String id, Duration ttl) {
        Map<String, Object> entry = Map.of(
                "what",
                what,
                "id",
                id,
                "reason",
                "REMOVED",
                "expiresAt",
                Instant.now().plus(ttl).toString());
        revocations.add(entry);
        changes.add(Map.of("type", "REVOCATION", "revocation", entry));
    }

    public synchronized void keys(JWK... now) {
        keys = List.of(now);
        changes.add(Map.of("type", "KEYS", "keys", publicKeys(), "assertionKeys", privateKeys()));
    }

    /** From now on gateways sign with these, the first one at once. */
    public synchronized void assertionKeys(JWK... now) {
        assertionKeys = List.of(now);
        changes.add(Map.of("type", "KEYS", "keys", publicKeys(), "assertionKeys", privateKeys()));
    }

    public synchronized void unknownChange() {
        changes.add(Map.of("type", "SOMETHING_NEW"));
    }

    /** From now on every request is answered 500. */
    public synchronized void broken(boolean now) {
        broken = now;
    }

    /** From now on every cursor that was given is answered 410. */
    public synchronized void forgetCursors() {
        epoch = newEpoch();
    }

    private static String newEpoch() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    /** How many changes it was told of. */
    public synchronized int told() {
        return changes.size();
    }

    /** How many of them are known to whoever has this cursor; -1 when it is not one of ours. */
    public synchronized int toldTo(String cursor) {
        String start = "c " + epoch + " ";
        return cursor.startsWith(start) ? Integer.parseInt(cursor.substring(start.length())) : -1;
    }

    public synchronized int snapshots() {
        return snapshots;
    }

    /** From now on this is the word on an API token at a server; all others are not active. */
    public void apiToken(String token, Object serverId, Map<String, Object> answer) {
        apiTokens.put("token=" + token + "&server_id=" + serverId, answer);
    }

    /** How many API tokens were asked about. */
    public int questions() {
        return questions.get();
    }

    /** How many questions were answered at the same time, at most. */
    public int mostQuestionsAtOnce() {
        return mostAtOnce.get();
    }

    /** Whether every question was answered, also those that nobody waits for any more; counting begins anew then. */
    public boolean idle() {
        boolean idle = atOnce.get() == 0;
        if (idle) {
            mostAtOnce.set(0);
        }
        return idle;
    }

    /** From now on an answer about an API token takes so long. */
    public void think(Duration time) {
        thinking = time.toMillis();
    }

    /** The refusals that were told of, in order. */
    public List<JsonNode> refusals() {
        synchronized (refusals) {
            return List.copyOf(refusals);
        }
    }

    private void takeRefusals(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        boolean authorized =
                ("Bearer " + SECRET).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        int status = !authorized ? 401 : isBroken() ? 500 : 204;
        if (status == 204) {
            JSON.readTree(body).path("items").forEach(refusals::add);
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void answerApiToken(HttpExchange exchange) throws IOException {
        questions.incrementAndGet();
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
            String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Thread.sleep(thinking);
            // before the answer: whoever has it may ask again at once
            atOnce.decrementAndGet();
            Map<String, Object> answer =
                    apiTokens.getOrDefault(question, Map.of("active", false, "reason", "TOKEN_INVALID"));
            boolean authorized =
                    ("Bearer " + SECRET).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            int status = !authorized ? 401 : isBroken() ? 500 : 200;
            byte[] body = status == 200 ? JSON.writeValueAsBytes(answer) : new byte[0];
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    /** From now on the metadata name this issuer. */
    public synchronized void metadataOf(String issuerIdentifier) {
        metadataIssuer = issuerIdentifier;
    }

    /** How often metadata were asked for. */
    public int metadataQuestions() {
        return metadataQuestions.get();
    }

    private void answerMetadata(HttpExchange exchange) throws IOException {
        metadataQuestions.incrementAndGet();
        byte[] body;
        synchronized (this) {
            String named = metadataIssuer == null ? issuer() : metadataIssuer;
            body = JSON.writeValueAsBytes(
                    Map.of("issuer", named, "token_endpoint", named + "/oauth2/token", "at", exchange.getRequestURI()));
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(isBroken() ? 500 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private synchronized boolean isBroken() {
        return broken;
    }

    private Map<String, Object> privateKeys() {
        return new JWKSet(assertionKeys).toJSONObject(false);
    }

    private Map<String, Object> publicKeys() {
        return new JWKSet(keys).toPublicJWKSet().toJSONObject();
    }

    private void answer(HttpExchange exchange, boolean snapshot) throws IOException {
        byte[] body = new byte[0];
        int status;
        synchronized (this) {
            status = status(exchange, snapshot);
            if (status == 200 && !snapshot && streaming && wantsStream(exchange)) {
                streams++;
                status = STREAM;
            } else if (status == 200) {
                polls += snapshot ? 0 : 1;
                body = JSON.writeValueAsBytes(snapshot ? snapshot() : page(position(exchange)));
            }
        }
        if (status == STREAM) {
            stream(exchange);
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private int status(HttpExchange exchange, boolean snapshot) {
        if (!("Bearer " + SECRET).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return 401;
        }
        if (broken) {
            return 500;
        }
        if (!snapshot && !isOurs(exchange)) {
            return 410;
        }
        return 200;
    }

    private Map<String, Object> snapshot() {
        snapshots++;
        return Map.of(
                "cursor", cursor(changes.size()),
                "issuer", issuer(),
                "keys", publicKeys(),
                "assertionKeys", privateKeys(),
                "servers", List.copyOf(servers.values()),
                "revocations", revocations,
                "something-newer", true);
    }

    private static boolean wantsStream(HttpExchange exchange) {
        return exchange.getRequestHeaders().getFirst("Accept").contains("text/event-stream");
    }

    private void stream(HttpExchange exchange) throws IOException {
        long begunAt = System.nanoTime();
        int position = position(exchange);
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream;charset=UTF-8");
        exchange.sendResponseHeaders(200, 0);
        long toldAt = 0;
        try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
                Map<String, Object> page = new LinkedHashMap<>();
                long now = System.nanoTime();
                synchronized (this) {
                    if (broken || !streaming || !isOurs(exchange)) {
                        break;
                    }
                    page.putAll(page(position));
                    position = changes.size();
                }
                boolean fresh = !((List<?>) page.get("changes")).isEmpty();
                if (!isSilent() && (fresh || now - toldAt > 200_000_000)) {
                    page.put("elapsed", (now - begunAt) / 1_000_000);
                    out.write(("event: " + (fresh ? "changes" : "alive") + "\nid: " + page.get("cursor") + "\ndata: "
                                    + JSON.writeValueAsString(page) + "\n\n")
                            .getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    toldAt = now;
                }
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private synchronized boolean isSilent() {
        return silent;
    }

    private int position(HttpExchange exchange) {
        String after = exchange.getRequestURI().getQuery().replace("after=", "");
        return Integer.parseInt(after.substring(after.lastIndexOf(' ') + 1));
    }

    private boolean isOurs(HttpExchange exchange) {
        return exchange.getRequestURI().getQuery().contains(epoch);
    }

    private Map<String, Object> page(int position) {
        List<Map<String, Object>> next = changes.subList(position, changes.size());
        return Map.of("cursor", cursor(changes.size()), "changes", List.copyOf(next));
    }

    private String cursor(int position) {
        return "c " + epoch + " " + position;
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
