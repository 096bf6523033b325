package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestUpstream.Received;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are not what they seem: who they are for, how they are framed, what they carry. On bare sockets. */
class EdgeTests {

    private final TestGateway gateway = TestGateway.shared();
    private final String token = gateway.token("everything").sign();
    private final String body = TestGateway.call("ping");

    @BeforeEach
    void upstreamAnswers() {
        gateway.upstream.answer(exchange -> exchange.json());
    }

    /** A call whose head has these lines besides; `host` alone may be replaced. */
    private String call(String target, String... lines) {
        StringBuilder head = new StringBuilder("POST " + target + " HTTP/1.1\r\n");
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        return head + "content-type: application/json\r\nauthorization: Bearer " + token + "\r\n\r\n";
    }

    private int statusOf(String request) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            return connection.send(request).status();
        }
    }

    private String length() {
        return "content-length: " + body.length();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example.com",
                "evil.example.com:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "10.0.0.1",
                "[::2]",
                "localhost.",
                "127.0.0.1.",
                "2130706433",
                "0.0.0.0"
            })
    void hostThatIsNotOursThen421BeforeTheToken(String host) throws Exception {
        assertThat(statusOf(call("/mcp/everything", "host: " + host, length()) + body))
                .isEqualTo(421);
        assertThat(statusOf("GET /mcp/everything HTTP/1.1\r\nhost: " + host + "\r\n\r\n"))
                .isEqualTo(421);
        assertThat(statusOf("GET /.well-known/oauth-protected-resource/mcp/everything HTTP/1.1\r\nhost: " + host
                        + "\r\n\r\n"))
                .isEqualTo(421);
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost:1", "127.0.0.1:9", "127.1.2.3", "[::1]:80", "[0:0:0:0:0:0:0:1]"})
    void hostOfThisMachineWhileOnlyItIsListenedToThenServed(String host) throws Exception {
        assertThat(statusOf(call("/mcp/everything", "host: " + host, length()) + body))
                .isEqualTo(200);
    }

    @Test
    void healthThenToldUnderAnyName() throws Exception {
        assertThat(statusOf("GET /health/live HTTP/1.1\r\nhost: 10.9.8.7:8080\r\n\r\n"))
                .isEqualTo(200);
        assertThat(statusOf("GET /health/live HTTP/1.0\r\n\r\n")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x: no host at all",
                "host: localhost\r\nhost: localhost",
                "host: localhost\r\nHost: evil.example",
                "host: ",
                "host: local host",
                "host: localhost, evil.example",
                "host: user@localhost",
                "host: http://localhost",
                "host: localhost/x",
                "host: localhost:99999",
                "host: localhost:8o",
                "host: [::1",
                "host: loc\u0001alhost",
                "host: localhost#x",
                "host: l%6fcalhost",
                "host : localhost",
            })
    void hostMissingOrRepeatedOrMalformedThen400(String line) throws Exception {
        assertThat(statusOf(call("/mcp/everything", line, length()) + body)).isEqualTo(400);
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost/mcp/everything, localhost, 200",
        "HTTP://LOCALHOST/mcp/everything, localhost, 200",
        "http://evil.example/mcp/everything, localhost, 400",
        "http://localhost/mcp/everything, evil.example, 400",
        "http://evil.example/mcp/everything, evil.example, 421",
        "http://user@localhost/mcp/everything, localhost, 400",
        "ftp://localhost/mcp/everything, localhost, 400",
        "localhost/mcp/everything, localhost, 400",
        "mcp/everything, localhost, 400",
        "*, localhost, 404",
    })
    void requestTargetThenItsAuthorityAndHostMustAgree(String target, String host, int status) throws Exception {
        assertThat(statusOf(call(target, "host: " + host, length()) + body)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT localhost:443, 405",
        "CONNECT /mcp/everything, 405",
        "TRACE /mcp/everything, 405",
        "TRACK /mcp/everything, 405",
        "PROPFIND /mcp/everything, 405",
        "G\u00c9T /mcp/everything, 405",
        "OPTIONS *, 404",
    })
    void methodThatIsNotForThisThenRefusedAndNeverRelayed(String line, int status) throws Exception {
        int seen = statusOf(line + " HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer " + token
                + "\r\ncontent-length: 0\r\n\r\n");
        assertThat(seen == status || seen == 400).as("status " + seen).isTrue();
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transfer-encoding: chunked\r\ncontent-length: 5",
                "content-length: 5\r\ntransfer-encoding: chunked",
                "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
                "transfer-encoding: chunked\r\ntransfer-encoding: identity",
                "transfer-encoding: xchunked",
                "transfer-encoding: identity",
                "transfer-encoding: gzip, chunked",
                "transfer-encoding: chunked, gzip",
                "transfer-encoding: chunked;q=1",
                "transfer-encoding:\u000bchunked",
                "transfer-encoding : chunked",
                "transfer-encoding: \"chunked\"",
                "content-length: 5\r\ncontent-length: 5",
                "content-length: 5\r\ncontent-length: 6",
                "content-length: 5, 5",
                "content-length: +5",
                "content-length: -5",
                "content-length: 0x5",
                "content-length: 5 5",
                "content-length: five",
                "content-length: 99999999999999999999",
                "content-length: ",
                "content length: 5",
                "expect: 200-maybe\r\ncontent-length: 5",
                "x-a: a\rcontent-length: 5",
                "x-a: a\u0000b\r\ncontent-length: 5",
                "no colon here\r\ncontent-length: 5",
            })
    void framingThatCouldBeReadInTwoWaysThenRefusedAndTheConnectionEnds(String lines) throws Exception {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(call("/mcp/everything", "host: localhost", lines) + "0\r\n\r\n"
                    + "GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n");
            String all = connection.readToEnd();
            assertThat(all).matches("(?s)HTTP/1\\.1 4\\d\\d .*");
            assertThat(all.split("HTTP/1\\.1 ", -1)).as("answers in %s", all).hasSize(2);
        }
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void transferEncodingOfTheOldProtocolThen400() throws Exception {
        String request = call("/mcp/everything", "host: localhost", "transfer-encoding: chunked") + "0\r\n\r\n";
        assertThat(statusOf(request.replace("HTTP/1.1", "HTTP/1.0"))).isEqualTo(400);
    }

    @Test
    void chunksWithExtensionsAndTrailersThenTheUpstreamSeesOneBodyOfOneLengthAndNoTrailer() throws Exception {
        String chunked = Integer.toHexString(body.length()) + ";a=b;c=\"d\"\r\n" + body
                + "\r\n0\r\nmcp-session-id: stolen\r\nx-user: root\r\n\r\n";

        assertThat(statusOf(call("/mcp/everything", "host: localhost", "transfer-encoding: chunked", "trailer: x-user")
                        + chunked))
                .isEqualTo(200);

        Received received = gateway.upstream.take();
        assertThat(received.text()).isEqualTo(body);
        assertThat(received.header("content-length")).isEqualTo("" + body.length());
        assertThat(String.join("\n", received.headers()).toLowerCase())
                .doesNotContain("stolen", "root", "transfer-encoding", "trailer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"zz\r\n", "-1\r\n", "ffffffffffffffffff\r\n", "5\r\nabcdeXX", "\r\n", "5;a\nb\r\nabcde\r\n"})
    void chunksThatAreNoneThenRefusedOrCutAndNeverRelayed(String chunks) throws Exception {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(call("/mcp/everything", "host: localhost", "transfer-encoding: chunked") + chunks);
            assertThat(connection.readToEnd()).doesNotContain("HTTP/1.1 5", "HTTP/1.1 2");
        }
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mcp-method",
                "MCP-Protocol-Version, close",
                "keep-alive, mcp-session-id",
                "authorization",
                "content-length",
                "host"
            })
    void connectionNamesWhatWasJudgedThen400(String named) throws Exception {
        assertThat(statusOf(call("/mcp/everything", "host: localhost", "connection: " + named, length()) + body))
                .isEqualTo(400);
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "upgrade: h2c\r\nconnection: Upgrade, HTTP2-Settings\r\nhttp2-settings: AAMAAABkAAQAAP__",
                "upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
            })
    void upgradeAskedForThenNotTakenUpAndNotPassedOn(String lines) throws Exception {
        assertThat(statusOf(call("/mcp/everything", "host: localhost", lines, length()) + body))
                .isEqualTo(200);

        assertThat(String.join("\n", gateway.upstream.take().headers()).toLowerCase())
                .doesNotContain("upgrade", "http2", "websocket");
    }

    @Test
    void prefaceOfHttp2ThenRefusedAndClosed() throws Exception {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000");
            assertThat(connection.readToEnd()).matches("(?s)HTTP/1\\.1 400 .*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.2", "HTTP/0.9", "HTTP/3.0", "HTTP/1", "http/1.1", "ICY/1.1", ""})
    void otherProtocolThenRefusedOrReadAsOursAndNeverAHang(String version) throws Exception {
        String request = "GET /mcp/everything " + version + "\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        int status = statusOf(request);
        assertThat(status).isIn(400, 401);
    }

    @Test
    void thousandsOfHeadersThen431AndTheConnectionEnds() throws Exception {
        StringBuilder many = new StringBuilder("GET /mcp/everything HTTP/1.1\r\nhost: localhost\r\n");
        for (int i = 0; i < 3_000; i++) {
            many.append("a").append(i).append(":b\r\n");
        }
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(many + "\r\n");
            assertThat(connection.readToEnd()).startsWith("HTTP/1.1 431 ");
        }
    }

    /** They take thirty times the memory of their bytes, and nobody has shown a token. */
    @Test
    void oneHeaderTooManyThen431AtOnceThoughTheHeadIsNotThereYet() throws Exception {
        StringBuilder many = new StringBuilder("GET /mcp/everything HTTP/1.1\r\nhost: localhost\r\n");
        for (int i = 0; i < 257; i++) {
            many.append("a:b\r\n");
        }
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(many.toString());
            assertThat(connection.readToEnd()).startsWith("HTTP/1.1 431 ").contains("HEADERS_TOO_LONG");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"line", "header"})
    void headBeyondTheBoundThenRefused(String where) throws Exception {
        String long33k = "x".repeat(33 * 1024);
        String request = where.equals("line")
                ? "GET /mcp/" + long33k + " HTTP/1.1\r\nhost: localhost\r\n\r\n"
                : "GET /mcp/everything HTTP/1.1\r\nhost: localhost\r\nx-long: " + long33k + "\r\n\r\n";
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(request);
            assertThat(connection.readToEnd()).matches("(?s)HTTP/1\\.1 (400|413|414|431) .*");
        }
    }

    @Test
    void foldedHeaderThenOneLineOrRefusedAndNoSecondHeader() throws Exception {
        int status =
                statusOf(call("/mcp/everything", "host: localhost", "x-fold: a\r\n x-user: root", length()) + body);

        assertThat(status).isIn(200, 400);
        if (status == 200) {
            assertThat(gateway.upstream.take().has("x-user")).isFalse();
        }
    }

    @Test
    void requestHiddenInABodyThenNeverARequest() throws Exception {
        String hidden = "GET /mcp/other HTTP/1.1\r\nhost: localhost\r\n\r\n";
        String json = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":\""
                + hidden.replace("\r\n", "\\r\\n") + "\"}}";
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(
                    call("/mcp/everything", "host: localhost", "content-length: " + json.length(), "connection: close")
                            + json);
            assertThat(connection.readToEnd().split("HTTP/1\\.1 ", -1)).hasSize(2);
        }
        gateway.upstream.take();
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void bodyBehindARefusalThenTheNextRequestIsReadWhereItBegins() throws Exception {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(
                    "POST /mcp/nobody HTTP/1.1\r\nhost: localhost\r\ncontent-length: 47\r\n\r\nGET /mcp/everything HTTP/1.1\r\nhost: localhost\r\n"
                            + "GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
            String all = connection.readToEnd();
            assertThat(all).startsWith("HTTP/1.1 404 ");
            assertThat(all.split("HTTP/1\\.1 ", -1)).hasSize(3);
            assertThat(all).contains("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "https://inspector.example.",
                "https://inspector.example:8443",
                "http://inspector.example",
                "https://inspector.example/",
                "https://inspector.example, https://inspector.example",
                "https://inspector.example https://evil.example",
                "http://localhost.",
                "http://127.0.0.1.nip.io",
                "http://[::2]",
                "javascript://localhost",
                "",
            })
    void originInAnotherSpellingThenNotAllowed(String origin) throws Exception {
        assertThat(statusOf(call("/mcp/everything", "host: localhost", "origin: " + origin, length()) + body))
                .isEqualTo(403);
        assertThat(statusOf(call(
                                "/mcp/everything",
                                "host: localhost",
                                "origin: https://inspector.example",
                                "origin: https://inspector.example",
                                length())
                        + body))
                .isEqualTo(403);
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }
}
