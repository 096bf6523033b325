package dev.gatehouse.authserver.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on this machine that serves what a test puts there, and remembers what it was asked. */
public final class DocumentHost implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final List<Map<String, List<String>>> requests = new CopyOnWriteArrayList<>();
    private final List<String> paths = new CopyOnWriteArrayList<>();

    /** Answers a request. */
    @FunctionalInterface
    public interface Page {
        /** Writes the answer. */
        void answer(HttpExchange exchange) throws IOException;
    }

    public DocumentHost() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            paths.add(exchange.getRequestURI().getPath());
            requests.add(Map.copyOf(exchange.getRequestHeaders()));
            try (exchange) {
                pages.getOrDefault(exchange.getRequestURI().getPath(), status(404))
                        .answer(exchange);
            } catch (IOException e) {
                // whoever asked has gone
            }
        });
        server.start();
    }

    /** The URL of a path. */
    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** The paths that were asked for, in order. */
    public List<String> paths() {
        return List.copyOf(paths);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public void put(String path, Page page) {
        pages.put(path, page);
    }

    /** Serves JSON. */
    public void json(String path, String body) {
        put(path, json(body));
    }

    public static Page json(String body, String... headers) {
        return answer(200, "application/json", body, headers);
    }

    public static Page answer(int status, String type, String body, String... headers) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    public static Page status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    /** How often a path was asked for. */
    public long asked(String path) {
        return paths.stream().filter(path::equals).count();
    }

    /** The headers of the last request. */
    public Map<String, List<String>> lastRequest() {
        return requests.get(requests.size() - 1);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
