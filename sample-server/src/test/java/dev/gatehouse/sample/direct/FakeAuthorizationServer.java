package dev.gatehouse.sample.direct;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Introspection with one client and canned answers; any token that it does not know is inactive. */
final class FakeAuthorizationServer implements AutoCloseable {

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final HttpServer http;

    private volatile String secret = "first secret";
    private volatile int failure;

    FakeAuthorizationServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/oauth2/introspect", this::introspect);
        http.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    String credentials() {
        return "{\"client_id\":\"direct\",\"client_secret\":\"" + secret + "\"}";
    }

    void changeSecret(String changed) {
        secret = changed;
    }

    void failWith(int status) {
        failure = status;
    }

    void answer(String token, String json) {
        answers.put(token, json);
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private void introspect(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (failure != 0) {
            send(exchange, failure, "{}");
        } else if (!isClient(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, "{\"error\":\"invalid_client\"}");
        } else {
            String token = URLDecoder.decode(body.replaceFirst(".*\\btoken=", ""), StandardCharsets.UTF_8);
            send(exchange, 200, answers.getOrDefault(token, "{\"active\":false}"));
        }
    }

    private boolean isClient(String authorization) {
        String pair = new String(
                Base64.getDecoder().decode(authorization.substring("Basic ".length())), StandardCharsets.UTF_8);
        return URLDecoder.decode(pair, StandardCharsets.UTF_8).equals("direct:" + secret);
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
