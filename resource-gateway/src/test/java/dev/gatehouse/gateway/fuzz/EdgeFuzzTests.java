package dev.gatehouse.gateway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestUpstream.Received;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that are wrong in a few places, several on a connection, on bare sockets. Whatever they are: no answer of 5xx, no
 * hang, and the upstream sees what was decided and nothing besides. {@code -Dgatehouse.fuzz.seed} plays a run again,
 * {@code -Dgatehouse.fuzz.seconds} makes it longer.
 */
class EdgeFuzzTests {

    private static final Logger LOG = LoggerFactory.getLogger("fuzz");
    private static final long SEED = Long.getLong("gatehouse.fuzz.seed", 20_260_728L);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("gatehouse.fuzz.seconds", 8));
    private static final String LAST = "GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    private static final int SOON = 3_000;
    private static final int MAYBE_WAITING = 60;
    private static final int LATE = 16;

    private static final Pattern SERVER_ERROR = Pattern.compile("HTTP/1\\.[01] 5\\d\\d");
    private static final Pattern UPSTREAM_LINE = Pattern.compile("(POST|GET|DELETE) /everything/mcp HTTP/1\\.1");
    private static final Pattern FORBIDDEN = Pattern.compile(
            "(?:authorization|cookie|te|trailer|transfer-encoding|upgrade|http2-settings|keep-alive|expect|origin"
                    + "|forwarded|x-forwarded-.*|x-user.*|.*_.*|.*assertion|tailscale-.*|proxy-.*|x-http-method-override"
                    + "|folded|x-last-.*|)");
    private static final Pattern METHOD = Pattern.compile("\"method\":\"([a-z/]+)\"");

    private static TestGateway gateway;

    private final Set<String> sent = new HashSet<>();
    /** The bytes of the last cases: one that was damaged on purpose may have a good body that nobody has drawn. */
    private final Deque<String> raw = new ArrayDeque<>();

    private int relayed;

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
        gateway.upstream.answer(exchange -> exchange.json());
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    @Test
    void requestsOfEveryKindThenNoServerErrorNoHangAndTheUpstreamSeesWhatWasDecided() throws Exception {
        String token = gateway.token("everything").sign();
        long end = System.nanoTime() + TIME.toNanos();
        int cases = 0;
        for (; System.nanoTime() < end; cases++) {
            long seed = SEED + cases;
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            List<FuzzedRequest> requests = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                FuzzedRequest request = FuzzedRequest.draw(random, token, "f-" + cases + "-" + i);
                requests.add(request);
                sent.add(request.body());
            }
            byte[] bytes = joined(requests, random);
            raw.addLast(new String(bytes, StandardCharsets.ISO_8859_1));
            if (raw.size() > LATE) {
                raw.removeFirst();
            }
            boolean whole = requests.stream().allMatch(FuzzedRequest::whole);
            String problem = problem(bytes, whole, requests.size(), token);
            if (problem != null) {
                throw new AssertionError(problem + "\nseed " + seed + ", bytes:\n" + printable(bytes));
            }
        }
        LOG.info("fuzz of the edge: {} rounds, -Dgatehouse.fuzz.seed={}", cases, SEED);
        assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(gateway.call("everything", token)).isEqualTo(200);
        assertThat(relayed).as("of %s cases", cases).isGreaterThan(cases / 5);
    }

    private static byte[] joined(List<FuzzedRequest> requests, Random random) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        requests.forEach(request -> all.writeBytes(request.bytes()));
        if (random.nextInt(10) != 0) {
            all.writeBytes(LAST.getBytes(StandardCharsets.US_ASCII));
        }
        return all.toByteArray();
    }

    private String problem(byte[] bytes, boolean whole, int requests, String token) throws IOException {
        boolean ends = new String(bytes, StandardCharsets.ISO_8859_1).endsWith(LAST);
        boolean mustEnd = whole && ends;
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        boolean closed = exchange(bytes, mustEnd ? SOON : MAYBE_WAITING, answers);
        String text = answers.toString(StandardCharsets.ISO_8859_1);
        if (mustEnd && !closed) {
            return "it hangs, after:\n" + text;
        }
        if (SERVER_ERROR.matcher(text).find()) {
            return "an error of the server:\n" + text;
        }
        int seen = 0;
        while (!gateway.upstream.sawNothing()) {
            seen++;
            String wrong = wrong(take(), token);
            if (wrong != null) {
                return wrong;
            }
        }
        relayed += seen;
        // one that was given up on may arrive late, and is then counted with the next
        return seen > requests + 3 ? "the upstream saw " + seen + " requests" : null;
    }

    private static Received take() {
        try {
            return gateway.upstream.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String wrong(Received received, String token) {
        String method = received.requestLine().split(" ")[0];
        String seen = received.requestLine() + "\n" + String.join("\n", received.headers()) + "\n\n" + received.text();
        if (!UPSTREAM_LINE.matcher(received.requestLine()).matches() || seen.contains(token)) {
            return "the upstream saw:\n" + seen;
        }
        if (received.headers().stream()
                .anyMatch(line -> FORBIDDEN.matcher(name(line)).matches() || line.contains("root"))) {
            return "the upstream saw a header that is not for it:\n" + seen;
        }
        boolean post = method.equals("POST");
        boolean bodyAsSent = post ? wasSent(received.text()) : received.text().isEmpty();
        boolean framed = count(received, "host") == 1 && count(received, "content-length") == (post ? 1 : 0);
        if (!framed || !bodyAsSent) {
            return "the upstream saw another body, length or host:\n" + seen;
        }
        return !post || agrees(received) ? null : "header and body disagree:\n" + seen;
    }

    private boolean wasSent(String body) {
        String bytes = new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return sent.contains(body) || raw.stream().anyMatch(all -> all.contains(bytes));
    }

    private static boolean agrees(Received received) {
        Matcher asked = METHOD.matcher(received.text());
        return !received.has("mcp-method") || (asked.find() && asked.group(1).equals(received.header("mcp-method")));
    }

    private static long count(Received received, String name) {
        return received.headers().stream()
                .map(EdgeFuzzTests::name)
                .filter(name::equals)
                .count();
    }

    private static String name(String line) {
        return line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT);
    }

    /** Whether the connection came to its end in time. */
    private static boolean exchange(byte[] bytes, int patience, ByteArrayOutputStream answers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(patience);
            socket.setTcpNoDelay(true);
            try {
                socket.getOutputStream().write(bytes);
                byte[] buffer = new byte[8 * 1024];
                int count = socket.getInputStream().read(buffer);
                while (count >= 0) {
                    answers.write(buffer, 0, count);
                    count = socket.getInputStream().read(buffer);
                }
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            } catch (IOException e) {
                return true; // a reset is an end, too
            }
        }
    }

    private static String printable(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            text.append(
                    c == '\r'
                            ? "\\r"
                            : c == '\n' ? "\\n\n" : c < ' ' || c > '~' ? String.format("\\x%02x", (int) c) : c);
        }
        return text.toString();
    }
}
