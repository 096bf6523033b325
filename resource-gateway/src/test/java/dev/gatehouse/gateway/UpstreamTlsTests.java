package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that speak TLS: their certificate must be one that this machine trusts, and for the name that was asked for. */
class UpstreamTlsTests {

    private static final String TRUST = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path directory;

    private static HttpsServer trusted;
    /** Of the one that is trusted. */
    private static SSLContext context;

    private static HttpsServer stranger;
    private static TestGateway gateway;
    private static final AtomicInteger SEEN = new AtomicInteger();

    @BeforeAll
    static void start() throws Exception {
        Path known = keys("known");
        trusted = server(known);
        stranger = server(keys("stranger"));
        System.setProperty(TRUST, known.toString());
        System.setProperty(TRUST + "Password", PASSWORD);
        try {
            gateway = new TestGateway();
        } finally {
            System.clearProperty(TRUST);
            System.clearProperty(TRUST + "Password");
        }
        gateway.eventuallyWithin(
                Duration.ofSeconds(10), () -> gateway.get("/health/ready").statusCode() == 200);
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        trusted.stop(0);
        stranger.stop(0);
    }

    /** A key with a certificate of its own making for {@code localhost}; whoever has the file trusts it. */
    private static Path keys(String name) throws IOException, InterruptedException {
        Path file = directory.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        Map.of(
                        "-alias", name,
                        "-keyalg", "EC",
                        "-groupname", "secp256r1",
                        "-dname", "CN=" + name,
                        "-ext", "SAN=dns:localhost",
                        "-validity", "2",
                        "-storetype", "PKCS12",
                        "-keystore", file.toString(),
                        "-storepass", PASSWORD)
                .forEach((option, value) -> command.addAll(List.of(option, value)));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS) && keytool.exitValue() == 0)
                .as(said)
                .isTrue();
        return file;
    }

    private static HttpsServer server(Path keys) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext own = SSLContext.getInstance("TLS");
        own.init(managers.getKeyManagers(), null, null);
        if (context == null) {
            context = own;
        }
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(own));
        server.createContext("/", exchange -> {
            SEEN.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            byte[] answer = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static int statusBehind(String slug, String upstream) {
        Map<String, Object> server = gateway.server(slug);
        server.put("upstreamUrl", upstream);
        gateway.add(server);
        return gateway.call(slug, gateway.token(slug).sign());
    }

    @Test
    void certificateThatIsTrustedForTheNameThenRelayedAndTheConnectionUsedAgain() {
        String upstream = "https://localhost:" + trusted.getAddress().getPort() + "/mcp";
        assertThat(statusBehind("good", upstream)).isEqualTo(200);
        assertThat(gateway.call("good", gateway.token("good").sign())).isEqualTo(200);
    }

    @Test
    void certificateForAnotherNameThen502AndNothingIsSent() {
        int before = SEEN.get();
        String upstream = "https://127.0.0.1:" + trusted.getAddress().getPort() + "/mcp";
        assertThat(statusBehind("other-name", upstream)).isEqualTo(502);
        assertThat(SEEN).hasValue(before);
    }

    @Test
    void certificateOfAStrangerThen502AndNothingIsSent() {
        int before = SEEN.get();
        String upstream = "https://localhost:" + stranger.getAddress().getPort() + "/mcp";
        assertThat(statusBehind("stranger", upstream)).isEqualTo(502);
        assertThat(SEEN).hasValue(before);
    }

    /** Without a length or chunks the end is the connection's, which anybody on the way can make (RFC 9112 section 9.8). */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answerThatEndsWithTheConnectionThenWholeOnlyWithTheNoticeOfTls(boolean notice) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread upstream = new Thread(() -> answerUntilClosed(listening, notice));
            upstream.start();
            String slug = "until-closed-" + notice;
            Map<String, Object> server = gateway.server(slug);
            server.put("upstreamUrl", "https://localhost:" + listening.getLocalPort() + "/mcp");
            gateway.add(server);
            try (RawConnection client = new RawConnection(gateway.port())) {
                client.send(gateway.rawCall(slug, gateway.token(slug).sign()));
                client.readUntil("all of it");
                if (notice) {
                    client.readUntil("0\r\n\r\n");
                } else {
                    assertThat(client.readToEnd()).doesNotContain("0\r\n\r\n");
                }
            }
            upstream.join(5_000);
        }
    }

    private static void answerUntilClosed(ServerSocket listening, boolean notice) {
        try (Socket plain = listening.accept();
                SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, null, false)) {
            tls.getInputStream().read(new byte[8 * 1024]);
            tls.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\nall of it"
                            .getBytes(StandardCharsets.US_ASCII));
            tls.getOutputStream().flush();
            if (notice) {
                tls.close();
            }
            plain.close();
        } catch (IOException e) {
            // the test says what is missing
        }
    }

    @Test
    void upstreamThatSpeaksNoTlsThen502() {
        String upstream = "https://localhost:" + gateway.port() + "/mcp";
        assertThat(statusBehind("plain", upstream)).isEqualTo(502);
    }
}
