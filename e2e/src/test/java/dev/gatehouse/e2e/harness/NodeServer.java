package dev.gatehouse.e2e.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.json.JsonMapper;

/** A program of {@code e2e/src/test/node/servers} that listens on a loopback port and says where in its first line. */
public final class NodeServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final String url;

    private NodeServer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts an MCP server. */
    public static NodeServer mcp(String script) {
        return start(script, Map.of());
    }

    /** Starts the proxy that adds a token to what it passes on. */
    public static NodeServer tokenProxy(String target, String token) {
        return start("token-proxy", Map.of("target", target, "token", token));
    }

    private static NodeServer start(String script, Map<String, String> input) {
        try {
            Process process = NodePackages.installed("servers")
                    .command(script, List.of("node", script + ".mjs"))
                    .start();
            Writer to = process.outputWriter(StandardCharsets.UTF_8);
            to.write(JsonMapper.shared().writeValueAsString(input) + "\n");
            to.flush();
            BufferedReader from = process.inputReader(StandardCharsets.UTF_8);
            String line = CompletableFuture.supplyAsync(() -> line(from)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (line == null || !line.startsWith("http://127.0.0.1:")) {
                process.destroy();
                throw new AssertionError(script + " did not start; its errors are beside it in target/node");
            }
            return new NodeServer(process, line);
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new AssertionError(script + " did not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String line(BufferedReader from) {
        try {
            return from.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its MCP endpoint. */
    public String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
