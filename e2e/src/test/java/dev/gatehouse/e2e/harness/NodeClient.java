package dev.gatehouse.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that runs in Node.js: a script of {@code e2e/src/test/node/clients}, asked line by line. */
public final class NodeClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;

    private NodeClient(Process process) {
        this.process = process;
    }

    /** Starts a script. */
    public static NodeClient start(String script) {
        try {
            return new NodeClient(NodePackages.installed("clients")
                    .command(script, List.of("node", script + ".mjs"))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does a command that must succeed. */
    public JsonNode ask(String command, Map<String, ?> input) {
        JsonNode answer = exchange(command, input);
        if (answer.has("failure")) {
            throw new AssertionError(command + ": " + answer.path("failure"));
        }
        return answer.path("result");
    }

    /** Does a command that must succeed and needs nothing. */
    public JsonNode ask(String command) {
        return ask(command, Map.of());
    }

    /** Does a command that the client itself must refuse or fail at, and tells how. */
    public JsonNode fails(String command, Map<String, ?> input) {
        JsonNode answer = exchange(command, input);
        if (!answer.has("failure")) {
            throw new AssertionError(command + " should fail: " + answer);
        }
        return answer.path("failure");
    }

    private JsonNode exchange(String command, Map<String, ?> input) {
        Map<String, Object> line = new LinkedHashMap<>(input);
        line.put("do", command);
        try {
            Writer to = process.outputWriter(StandardCharsets.UTF_8);
            to.write(JsonMapper.shared().writeValueAsString(line) + "\n");
            to.flush();
            String answer = CompletableFuture.supplyAsync(this::line).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError(
                        "the script ended at " + command + "; its errors are beside it in target/node");
            }
            return JsonMapper.shared().readTree(answer);
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer to " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String line() {
        try {
            return process.inputReader(StandardCharsets.UTF_8).readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tokens in an answer, remembered as secrets. */
    public static Tokens tokens(JsonNode answer) {
        return new Tokens(
                Canaries.note(answer.path("access_token").asString()),
                Canaries.note(answer.path("refresh_token").asString()),
                answer.path("scope").asString(),
                answer.path("expires_in").asLong());
    }

    @Override
    public void close() {
        process.destroy();
    }
}
