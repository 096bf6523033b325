package dev.gatehouse.authserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.gatehouse.authserver.outbound.Probed.Failure;
import dev.gatehouse.authserver.testing.DocumentHost;
import dev.gatehouse.policy.net.AddressRule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each way in which a question fails is told apart; nothing follows to another place. */
class OutboundProbeTests {

    private static final Duration SHORT = Duration.ofMillis(700);
    private static final AddressRule LOOPBACK = AddressRule.publicAnd(List.of(AddressRule.LOOPBACK));

    private final DocumentHost host = new DocumentHost();
    private final List<OutboundProbe> probes = new ArrayList<>();
    private Duration deadline = OutboundProbe.DEADLINE;

    @AfterEach
    void close() {
        probes.forEach(OutboundProbe::destroy);
        host.close();
    }

    private OutboundProbe probe(AddressRule rule, JudgedDns.Lookup lookup, @Nullable SSLContext tls, Clock clock) {
        OutboundProbe probe = new OutboundProbe(
                rule, lookup, tls == null ? null : new DefaultClientTlsStrategy(tls), deadline, clock);
        probes.add(probe);
        return probe;
    }

    private Probed ask(String url) {
        return probe(LOOPBACK, JudgedDns.Lookup.system(), null, Clock.systemUTC())
                .ask(ProbeRequest.get(URI.create(url), 1000))
                .join();
    }

    private Probed answer(DocumentHost.Page page) {
        host.put("/x", page);
        return ask(host.url("/x"));
    }

    private static Probed failed(Failure failure) {
        return new Probed.Failed(failure);
    }

    @Test
    void answerOfAnyStatusThenItAndItsBody() {
        Probed.Answered answered = (Probed.Answered) answer(DocumentHost.answer(503, "text/html", "<p>later</p>"));

        assertThat(answered.status()).isEqualTo(503);
        assertThat(answered.text()).isEqualTo("<p>later</p>");
        assertThat(answered.clockAhead()).isEqualTo(Duration.ZERO);
    }

    @Test
    void redirectThenItIsToldAndNotFollowed() {
        host.json("/elsewhere", "{}");
        Probed.Answered answered = (Probed.Answered)
                answer(DocumentHost.answer(302, "text/plain", "", "Location", host.url("/elsewhere")));

        assertThat(answered.status()).isEqualTo(302);
        assertThat(answered.location()).isEqualTo(host.url("/elsewhere"));
        assertThat(host.paths()).containsExactly("/x");
    }

    @Test
    void formThenItIsPostedWithTheCredentials() {
        List<String> seen = new ArrayList<>();
        host.put("/x", exchange -> {
            seen.add(exchange.getRequestMethod());
            seen.add(exchange.getRequestHeaders().getFirst("Authorization"));
            seen.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
        });
        ProbeRequest request = new ProbeRequest(URI.create(host.url("/x")), "token=a%2Bb", "Basic eA==", 1000);

        probe(LOOPBACK, JudgedDns.Lookup.system(), null, Clock.systemUTC())
                .ask(request)
                .join();

        assertThat(seen).containsExactly("POST", "Basic eA==", "token=a%2Bb");
        assertThat(request.toString()).doesNotContain("eA==", "a%2Bb");
    }

    @Test
    void clockOfTheOtherSideIsWrongThenByHowMuch() {
        host.json("/x", "{}");
        Instant now = Instant.now();

        assertThat(ahead(now.plusSeconds(90))).isBetween(Duration.ofSeconds(-91), Duration.ofSeconds(-87));
        assertThat(ahead(now.minusSeconds(90))).isBetween(Duration.ofSeconds(88), Duration.ofSeconds(92));
    }

    private Duration ahead(Instant ours) {
        Probed probed = probe(LOOPBACK, JudgedDns.Lookup.system(), null, Clock.fixed(ours, ZoneOffset.UTC))
                .ask(ProbeRequest.get(URI.create(host.url("/x")), 1000))
                .join();
        return ((Probed.Answered) probed).clockAhead();
    }

    @Test
    void addressIsInsideThenNobodyIsAsked() {
        host.json("/x", "{}");
        Probed probed = probe(AddressRule.publicOnly(), JudgedDns.Lookup.system(), null, Clock.systemUTC())
                .ask(ProbeRequest.get(URI.create(host.url("/x")), 1000))
                .join();

        assertThat(probed).isEqualTo(failed(Failure.PRIVATE_ADDRESS));
        assertThat(host.paths()).isEmpty();
    }

    @Test
    void nameIsUnknownThenToldSo() {
        JudgedDns.Lookup nobody = name -> {
            throw new UnknownHostException(name);
        };

        assertThat(probe(LOOPBACK, nobody, null, Clock.systemUTC())
                        .ask(ProbeRequest.get(URI.create("https://idp.example/x"), 1000))
                        .join())
                .isEqualTo(failed(Failure.UNKNOWN_NAME));
    }

    @Test
    void nobodyListensThenToldSo() throws IOException {
        try (Socket bound = new Socket()) {
            // held, and not listened at
            bound.bind(new InetSocketAddress("127.0.0.1", 0));
            assertThat(ask("http://127.0.0.1:" + bound.getLocalPort() + "/x")).isEqualTo(failed(Failure.NO_CONNECTION));
        }
    }

    @Test
    void answerDoesNotComeOrDoesNotEndThenInTime() throws IOException {
        deadline = SHORT;
        try (ServerSocket silent = new ServerSocket(0)) {
            long begin = System.nanoTime();
            assertThat(ask("http://127.0.0.1:" + silent.getLocalPort() + "/x")).isEqualTo(failed(Failure.TIMEOUT));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
        }
        assertThat(answer(exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                    pause();
                }))
                .isEqualTo(failed(Failure.TIMEOUT));
    }

    @Test
    void answerIsHugeOrNoHttpThenRefused() throws Exception {
        assertThat(answer(DocumentHost.json("x".repeat(1001)))).isEqualTo(failed(Failure.TOO_LARGE));
        assertThat(ofAStranger("http")).isEqualTo(failed(Failure.BROKEN));
        assertThat(ask("ftp://127.0.0.1/x")).isEqualTo(failed(Failure.NO_URL));
    }

    /** Of somebody who speaks neither HTTP nor TLS. */
    private Probed ofAStranger(String scheme) throws Exception {
        try (ServerSocket strange = new ServerSocket(0)) {
            Thread thread = new Thread(() -> {
                try (Socket socket = strange.accept()) {
                    socket.getOutputStream().write("220 smtp.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // the test is over
                }
            });
            thread.start();
            return ask(scheme + "://127.0.0.1:" + strange.getLocalPort() + "/x");
        }
    }

    @Test
    void certificateIsNotGoodThenToldWhy() throws Exception {
        KeyStore good = certificate("good");
        KeyStore expired = certificate("expired");
        KeyStore other = certificate("other");

        assertThat(overTls(good, good)).isInstanceOf(Probed.Answered.class);
        assertThat(overTls(good, null)).isEqualTo(failed(Failure.TLS_UNKNOWN_AUTHORITY));
        assertThat(overTls(expired, expired)).isEqualTo(failed(Failure.TLS_EXPIRED));
        assertThat(overTls(other, other)).isEqualTo(failed(Failure.TLS_WRONG_NAME));
        assertThat(ofAStranger("https")).isEqualTo(failed(Failure.TLS_OTHER));
    }

    private Probed overTls(KeyStore shown, @Nullable KeyStore trusted) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(shown, shown)));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            return probe(
                            LOOPBACK,
                            JudgedDns.Lookup.system(),
                            trusted == null ? null : context(shown, trusted),
                            Clock.systemUTC())
                    .ask(ProbeRequest.get(
                            URI.create(
                                    "https://127.0.0.1:" + server.getAddress().getPort() + "/"),
                            1000))
                    .join();
        } finally {
            server.stop(0);
        }
    }

    private static SSLContext context(KeyStore own, KeyStore trusted) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore leaf = KeyStore.getInstance("PKCS12");
        leaf.load(null, null);
        char[] password = "changeit".toCharArray();
        leaf.setKeyEntry("it", own.getKey("it", password), password, own.getCertificateChain("it"));
        keys.init(leaf, password);
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("it", trusted.getCertificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** Keys with certificates of one authority, made with keytool for a hundred years, but for the one that expired. */
    private static KeyStore certificate(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = OutboundProbeTests.class.getResourceAsStream("/tls/" + name + ".p12")) {
            store.load(in, "changeit".toCharArray());
        }
        return store;
    }

    private static void pause() {
        try {
            Thread.sleep(1500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
