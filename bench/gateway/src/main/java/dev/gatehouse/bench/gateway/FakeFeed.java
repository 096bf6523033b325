package dev.gatehouse.bench.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/**
 * An authorization server as a gateway sees it (docs/feed.md): a snapshot with as many servers and revocations as wanted,
 * and polls that bring nothing new.
 */
final class FakeFeed implements AutoCloseable {

    static final String SECRET = "the-bench-and-nobody-else-knows-this";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final byte[] NOTHING_NEW = "{\"cursor\":\"c-1\",\"changes\":[]}".getBytes();

    private final HttpServer http;
    private final byte[] snapshot;
    private final byte[] keys;

    /**
     * Starts.
     *
     * @param gateway the gateway's public address
     * @param upstreams addresses by slug
     * @param moreServers how many more servers there are
     * @param revocations how many revocations there are
     */
    FakeFeed(Tokens tokens, String gateway, Map<String, String> upstreams, int moreServers, int revocations)
            throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys = JSON.writeValueAsBytes(tokens.keySet());
        List<Map<String, Object>> servers = new ArrayList<>();
        upstreams.forEach((slug, upstream) -> servers.add(server(gateway, slug, upstream)));
        for (int i = 0; i < moreServers; i++) {
            servers.add(server(gateway, "other-" + i, "http://127.0.0.1:1/mcp"));
        }
        snapshot = JSON.writeValueAsBytes(Map.of(
                "cursor",
                "c-1",
                "issuer",
                issuer(),
                "keys",
                tokens.keySet(),
                "servers",
                servers,
                "revocations",
                revocations(revocations)));
        http.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fake-feed");
            thread.setDaemon(true);
            return thread;
        }));
        http.createContext("/internal/v1/snapshot", exchange -> answer(exchange, snapshot));
        http.createContext("/internal/v1/feed", exchange -> answer(exchange, NOTHING_NEW));
        http.createContext("/internal/v1/decisions", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        http.createContext("/jwks", exchange -> answer(exchange, keys));
        http.start();
    }

    private static List<Map<String, Object>> revocations(int count) {
        List<Map<String, Object>> revoked = new ArrayList<>();
        String expiry = Instant.now().plusSeconds(7200).toString();
        for (int i = 0; i < count; i++) {
            revoked.add(Map.of(
                    "what",
                    i % 2 == 0 ? "TOKEN" : "AUTHORIZATION",
                    "id",
                    UUID.randomUUID().toString(),
                    "reason",
                    "REMOVED",
                    "expiresAt",
                    expiry));
        }
        return revoked;
    }

    private static Map<String, Object> server(String gateway, String slug, String upstream) {
        Map<String, Object> server = new HashMap<>();
        server.put("id", UUID.randomUUID().toString());
        server.put("accountId", new UUID(7, 7).toString());
        server.put("slug", slug);
        server.put("name", "Server " + slug);
        server.put("enabled", true);
        server.put("upstreamUrl", upstream);
        server.put("resource", gateway + "/mcp/" + slug);
        server.put("revocationMode", "AT_EXPIRY");
        server.put("apiTokens", "BUILT_IN_ONLY");
        server.put("identityProvider", Map.of("type", "BUILT_IN"));
        server.put("version", 1);
        return server;
    }

    String issuer() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
