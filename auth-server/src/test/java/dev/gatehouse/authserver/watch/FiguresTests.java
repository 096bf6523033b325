package dev.gatehouse.authserver.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The figures of the authorization server, on a port of their own. */
@AuthServerTest
class FiguresTests {

    @Autowired
    TestServer http;

    @Autowired
    ManagementServer management;

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + management.port() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void metricsThenRequestsByEndpointAndOutcomeAndNothingThatSomebodySent() throws Exception {
        String mark = "canary" + UUID.randomUUID();
        http.post("/oauth2/token", Map.of("grant_type", mark, "client_id", mark, "refresh_token", mark));
        http.get("/" + mark + "?secret=" + mark);

        String page = send("GET", "/metrics").body();

        assertThat(page)
                .contains("gatehouse_requests_seconds_count{endpoint=\"/oauth2/token\",outcome=\"")
                .contains("endpoint=\"other\"")
                .contains("hikaricp_connections_active")
                .contains("jvm_memory_used_bytes")
                .contains("gatehouse_feed_streams")
                .doesNotContain(mark);
    }

    @Test
    void askedUnderAnotherNameThenNothingIsTold() throws Exception {
        assertThat(statusUnder("localhost:1")).isEqualTo(200);
        assertThat(statusUnder("evil.example")).isEqualTo(421);
    }

    private int statusUnder(String host) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", management.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            return Integer.parseInt(new String(line, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length()));
        }
    }

    @Test
    void healthOnTheManagementPortThenPartByPart() throws Exception {
        HttpResponse<String> ready = send("GET", "/health/ready");

        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("\"status\":\"UP\"").contains("\"database\":{\"status\":\"UP\"}");
        assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void anythingElseOnTheManagementPortThenNothingThere() throws Exception {
        assertThat(send("GET", "/oauth2/jwks").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/internal/v1/snapshot").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/metrics").statusCode()).isEqualTo(405);
        assertThat(send("HEAD", "/metrics").statusCode()).isEqualTo(200);
        assertThat(http.get("/metrics").statusCode()).isNotEqualTo(200);
    }
}
