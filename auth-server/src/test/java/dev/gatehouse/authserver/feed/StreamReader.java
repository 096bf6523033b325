package dev.gatehouse.authserver.feed;

import dev.gatehouse.authserver.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway that reads the feed as a stream. */
final class StreamReader implements AutoCloseable {

    static final Event END = new Event("end", "", JsonMapper.shared().createObjectNode());

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpResponse<InputStream> answer;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** What it was told, in the shape of docs/feed.md. */
    record Event(String name, String id, JsonNode data) {}

    private StreamReader(HttpResponse<InputStream> answer) {
        this.answer = answer;
        Thread thread = new Thread(this::read, "stream-reader");
        thread.setDaemon(true);
        thread.start();
    }

    static StreamReader open(TestServer http, String cursor, String... headers) throws Exception {
        URI uri = http.request("/internal/v1/feed?after=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8))
                .build()
                .uri();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET)
                .header("Accept", "text/event-stream, application/json;q=0.5");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return new StreamReader(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    HttpResponse<InputStream> answer() {
        return answer;
    }

    private void read() {
        String name = "";
        String id = "";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(name, id, JsonMapper.shared().readTree(line.substring(6))));
                }
            }
        } catch (IOException e) {
            // closed by us, or broken: an end as well
        }
        events.add(END);
    }

    /** The next event, whatever it is. */
    Event next() throws InterruptedException {
        Event event = events.poll(5, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("nothing came for five seconds");
        }
        return event;
    }

    /** The next event with changes. */
    Event changes() throws InterruptedException {
        return until(event -> !event.data().path("changes").isEmpty());
    }

    /** Waits for the end. */
    void awaitEnd() throws InterruptedException {
        until(event -> event == END);
    }

    private Event until(Predicate<Event> wanted) throws InterruptedException {
        long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Event event = next();
        while (event != END && !wanted.test(event)) {
            if (System.nanoTime() > last) {
                throw new AssertionError("not within ten seconds");
            }
            event = next();
        }
        return event;
    }

    @Override
    public void close() throws IOException {
        answer.body().close();
    }
}
