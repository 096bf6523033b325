package dev.gatehouse.e2e.harness;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/** The publisher of an application: it serves the application's metadata document, whose address is the client id. */
public final class ClientDocument implements AutoCloseable {

    private static final String PATH = "/client.json";

    private final HttpServer http;
    private final AtomicInteger fetches = new AtomicInteger();

    private ClientDocument() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        byte[] document = JsonMapper.shared().writeValueAsBytes(document(clientId()));
        http.createContext(PATH, exchange -> {
            fetches.incrementAndGet();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "max-age=3600");
            exchange.sendResponseHeaders(200, document.length);
            exchange.getResponseBody().write(document);
            exchange.close();
        });
        http.start();
    }

    /** As Claude Code's: loopback redirect URIs without a port, no application type. */
    private static Map<String, Object> document(String clientId) {
        return Map.of(
                "client_id", clientId,
                "client_name", "Published Client",
                "client_uri", clientId.substring(0, clientId.length() - PATH.length()),
                "redirect_uris", List.of("http://localhost/callback", "http://127.0.0.1/callback"),
                "grant_types", List.of("authorization_code", "refresh_token"),
                "response_types", List.of("code"),
                "token_endpoint_auth_method", "none");
    }

    /** Publishes it on a free port of 127.0.0.1. */
    public static ClientDocument publish() {
        try {
            return new ClientDocument();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its address. */
    public String clientId() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + PATH;
    }

    /** A document that is not there, at the same publisher. */
    public String missing() {
        return clientId().replace(PATH, "/nothing.json");
    }

    /** How often it was fetched. */
    public int fetches() {
        return fetches.get();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
