package dev.gatehouse.bench.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Load: wrk with one thread and keep-alive connections, the requests written by a script. */
final class Wrk {

    static final String BODY = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"add\","
            + "\"arguments\":{\"a\":17,\"b\":25,\"note\":\"two numbers\"},\"_meta\":{\"progressToken\":\"p-7\"}}}";

    private final Path directory;
    private final int connections;

    Wrk(Path directory, int connections) {
        this.directory = directory;
        this.connections = connections;
    }

    /**
     * What came of a round.
     *
     * @param requests answered with 200
     * @param errors everything else
     * @param millis how long it took
     */
    record Round(long requests, long errors, double millis, double p50, double p99) {}

    /** One request, which must be answered with 200: else everything that follows would measure refusals. */
    static void check(Target target, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + target.port() + path))
                .header("content-type", "application/json")
                .header("accept", "application/json, text/event-stream")
                .header("authorization", "Bearer " + target.token().get())
                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                .build();
        HttpResponse<String> answer = null;
        // A gateway may not have its snapshot yet.
        for (int tries = 0; tries < 100 && (answer == null || answer.statusCode() == 503); tries++) {
            Thread.sleep(tries == 0 ? 0 : 200);
            answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        }
        if (answer.statusCode() != 200) {
            throw new IOException(target.name() + " answers " + answer.statusCode() + " "
                    + answer.headers().map() + " " + answer.body());
        }
    }

    /** The same request again and again. */
    Round same(int port, String path, String token, int seconds) throws IOException, InterruptedException {
        return run(port, path, seconds, script(path, List.of("local token = \"" + token + "\""), false));
    }

    /** Another token each time: lines of a file, from one on. */
    Round fresh(int port, String path, Path tokens, long from, int seconds) throws IOException, InterruptedException {
        List<String> head = List.of(
                "local tokens = {}",
                "local n = 0",
                "for line in io.lines(\"" + tokens + "\") do",
                "  n = n + 1",
                "  if n > " + from + " then tokens[#tokens + 1] = line end",
                "end",
                "local at = 0");
        return run(port, path, seconds, script(path, head, true));
    }

    private static String script(String path, List<String> head, boolean fresh) {
        List<String> lines = new ArrayList<>(head);
        Map<String, String> headers = new TreeMap<>(Map.of(
                "Host", "127.0.0.1",
                "Content-Type", "application/json",
                "Accept", "application/json, text/event-stream",
                "MCP-Protocol-Version", "2026-07-28",
                "Mcp-Method", "tools/call",
                "Mcp-Name", "add",
                "User-Agent", "bench",
                "Content-Length", Integer.toString(BODY.length())));
        StringBuilder text = new StringBuilder("POST " + path + " HTTP/1.1\\r\\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\\r\\n"));
        lines.add("local before = \"" + text + "Authorization: Bearer \"");
        lines.add("local behind = \"\\r\\n\\r\\n\" .. [[" + BODY + "]]");
        lines.add("errors = 0");
        if (fresh) {
            lines.add("function request() at = at % #tokens + 1; return before .. tokens[at] .. behind end");
        } else {
            lines.add("local whole = before .. token .. behind");
            lines.add("function request() return whole end");
        }
        lines.add("function done(summary, latency, requests)");
        lines.add("  local e = summary.errors");
        lines.add("  io.write(string.format(\"RESULT %d %d %d %d %d\\n\", summary.requests,"
                + " e.status + e.connect + e.read + e.write + e.timeout, summary.duration,"
                + " latency:percentile(50), latency:percentile(99)))");
        lines.add("end");
        return String.join("\n", lines) + "\n";
    }

    private Round run(int port, String path, int seconds, String script) throws IOException, InterruptedException {
        Path file = directory.resolve("load.lua");
        Files.writeString(file, script);
        Process wrk = new ProcessBuilder(
                        "wrk",
                        "-t1",
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "-s",
                        file.toString(),
                        "http://127.0.0.1:" + port + path)
                .redirectErrorStream(true)
                .start();
        String output = new String(wrk.getInputStream().readAllBytes());
        wrk.waitFor();
        for (String line : output.split("\n")) {
            if (line.startsWith("RESULT ")) {
                String[] words = line.split(" ");
                long errors = Long.parseLong(words[2]);
                return new Round(
                        Long.parseLong(words[1]) - errors,
                        errors,
                        Long.parseLong(words[3]) / 1000.0,
                        Long.parseLong(words[4]) / 1000.0,
                        Long.parseLong(words[5]) / 1000.0);
            }
        }
        throw new IOException("wrk says: " + output);
    }
}
