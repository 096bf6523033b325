package dev.gatehouse.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleServerApplicationTests {

    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},\
            "clientInfo":{"name":"test","version":"1"}}}""";

    @TempDir
    private static Path directory;

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start("gatehouse.ready-file=" + directory.resolve("ready"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void healthIsUp() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void readyFileIsThereOnceReady() throws IOException {
        assertThat(Files.readString(directory.resolve("ready"))).isEqualTo("ready\n");
    }

    @Test
    void answersOnBothLoopbackAddresses() throws IOException {
        assertThat(raw("127.0.0.1", "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        if (InetAddress.getByName("::1").isReachable(500)) {
            assertThat(raw("::1", "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void originOfARemotePageIsNotJudgedBecauseTheGatewayHasDoneSo() throws IOException {
        assertThat(initialize("localhost:" + server.port(), "Origin: https://client.example\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void hostOfAReboundNameIsRefused() throws IOException {
        assertThat(initialize("rebound.example:" + server.port(), "")).startsWith("HTTP/1.1 421");
        assertThat(initialize("localhost.rebound.example", "")).startsWith("HTTP/1.1 421");
    }

    @Test
    void addressLiteralsAreGoodHosts() throws IOException {
        assertThat(initialize("127.0.0.1:" + server.port(), "")).startsWith("HTTP/1.1 200");
        assertThat(initialize("[::1]:" + server.port(), "")).startsWith("HTTP/1.1 200");
    }

    private static String initialize(String host, String headers) throws IOException {
        return raw(
                "127.0.0.1",
                "POST /everything/mcp HTTP/1.1\r\nHost: " + host + "\r\n" + headers
                        + "Accept: application/json, text/event-stream\r\nContent-Type: application/json\r\n"
                        + "Connection: close\r\nContent-Length: " + INITIALIZE.length() + "\r\n\r\n" + INITIALIZE);
    }

    private static String raw(String address, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName(address), server.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
