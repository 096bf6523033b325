package dev.gatehouse.authserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.DocumentHost;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundFetcherTests {

    private static final Duration SHORT = Duration.ofMillis(700);

    private final DocumentHost host = new DocumentHost();
    private final OutboundFetcher loopback =
            new OutboundFetcher(true, JudgedDns.Lookup.system(), OutboundFetcher.DEADLINE, Clock.systemUTC());
    private final List<OutboundFetcher> others = new ArrayList<>();

    @AfterEach
    void close() {
        loopback.destroy();
        others.forEach(OutboundFetcher::destroy);
        host.close();
    }

    private OutboundFetcher open(JudgedDns.Lookup lookup) {
        return fetcher(false, lookup, OutboundFetcher.DEADLINE);
    }

    private OutboundFetcher fetcher(boolean loopbackOnly, JudgedDns.Lookup lookup, Duration deadline) {
        OutboundFetcher fetcher = new OutboundFetcher(loopbackOnly, lookup, deadline, Clock.systemUTC());
        others.add(fetcher);
        return fetcher;
    }

    private static Fetch fetch(OutboundFetcher fetcher, String url) {
        return fetcher.fetch(new FetchRequest(URI.create(url), 1000, null)).join();
    }

    private Fetch fetch(DocumentHost.Page page) {
        host.put("/x", page);
        return fetch(loopback, host.url("/x"));
    }

    @Test
    void documentThenItsBodyAndHowLongItIsFresh() {
        Fetch fetch = fetch(DocumentHost.json("{\"a\":1}", "Cache-Control", "public, max-age=120", "ETag", "\"v1\""));

        assertThat(fetch).isInstanceOf(Fetch.Fetched.class);
        Fetch.Fetched fetched = (Fetch.Fetched) fetch;
        assertThat(fetched.text()).isEqualTo("{\"a\":1}");
        assertThat(fetched.caching()).isEqualTo(new Fetch.Caching(Duration.ofSeconds(120), "\"v1\""));
        assertThat(host.lastRequest().keySet())
                .containsExactlyInAnyOrder("Accept", "Accept-encoding", "Connection", "Host", "User-agent");
    }

    @Test
    void documentOfTheSameEntityTagThenNotModified() {
        host.put("/x", exchange -> {
            boolean same = "\"v1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
            exchange.sendResponseHeaders(same ? 304 : 200, -1);
        });
        FetchRequest request = new FetchRequest(URI.create(host.url("/x")), 1000, "\"v1\"");

        assertThat(loopback.fetch(request).join()).isInstanceOf(Fetch.NotModified.class);
    }

    @Test
    void answerThatSaysOtherwiseThenNotFresh() {
        assertThat(((Fetch.Fetched) fetch(DocumentHost.json("{}", "Cache-Control", "no-store, max-age=60")))
                        .caching()
                        .freshFor())
                .isZero();
        assertThat(((Fetch.Fetched) fetch(DocumentHost.json("{}", "Expires", "Thu, 01 Jan 1970 00:00:00 GMT")))
                        .caching()
                        .freshFor())
                .isZero();
        assertThat(((Fetch.Fetched) fetch(DocumentHost.json("{}", "Cache-Control", "max-age=60", "Age", "50")))
                        .caching()
                        .freshFor())
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(((Fetch.Fetched) fetch(DocumentHost.json("{}"))).caching().freshFor())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectThenRefusedAndNotFollowed(int status) {
        host.json("/inside", "{}");
        Fetch fetch = fetch(exchange -> {
            exchange.getResponseHeaders().set("Location", host.url("/inside"));
            exchange.sendResponseHeaders(status, -1);
        });

        assertThat(fetch).isEqualTo(new Fetch.Refused("it redirects"));
        assertThat(host.asked("/inside")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void documentThatIsNotThereThenGone(int status) {
        assertThat(fetch(DocumentHost.status(status))).isEqualTo(new Fetch.Gone());
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 400, 401, 403, 429, 500, 503})
    void otherStatusThenFailed(int status) {
        assertThat(fetch(DocumentHost.status(status))).isEqualTo(new Fetch.Failed("it answers " + status));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/html", "application/jsonx", "text/json", "application/octet-stream", "json", "a/b+json"})
    void otherContentTypeThenRefused(String type) {
        assertThat(fetch(DocumentHost.answer(200, type, "{}")))
                .isEqualTo(new Fetch.Refused("it is not application/json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "Application/JSON",
                "application/jwk-set+json"
            })
    void jsonContentTypeThenTaken(String type) {
        assertThat(fetch(DocumentHost.answer(200, type, "{}"))).isInstanceOf(Fetch.Fetched.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "deflate", "identity, gzip"})
    void compressedThenRefused(String encoding) {
        assertThat(fetch(DocumentHost.json("{}", "Content-Encoding", encoding)))
                .isEqualTo(new Fetch.Refused("it is compressed"));
    }

    @Test
    void hugeThenRefusedWithoutReadingItAll() {
        byte[] block = new byte[8192];
        AtomicInteger written = new AtomicInteger();
        Fetch fetch = fetch(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 10_000; i++) {
                exchange.getResponseBody().write(block);
                written.incrementAndGet();
            }
        });

        assertThat(fetch).isEqualTo(new Fetch.Refused("it is larger than 1000 bytes"));
        assertThat(written.get()).isLessThan(10_000);
        assertThat(fetch(DocumentHost.json(" ".repeat(998) + "{}"))).isInstanceOf(Fetch.Fetched.class);
    }

    @Test
    void bodyThatDripsThenFailedAtTheDeadline() {
        long start = System.nanoTime();
        host.put("/x", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            drip(exchange.getResponseBody(), 100);
        });

        Fetch fetch = fetch(fetcher(true, JudgedDns.Lookup.system(), SHORT), host.url("/x"));
        assertThat(fetch).isEqualTo(new Fetch.Failed("it took too long"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    private static void drip(java.io.OutputStream out, int times) throws java.io.IOException {
        for (int i = 0; i < times; i++) {
            out.write(' ');
            out.flush();
            sleep(50);
        }
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void sameDocumentByManyAtOnceThenOneExchange() {
        host.put("/x", exchange -> {
            sleep(200);
            DocumentHost.json("{}").answer(exchange);
        });
        List<CompletableFuture<Fetch>> all = IntStream.range(0, 20)
                .mapToObj(i -> loopback.fetch(new FetchRequest(URI.create(host.url("/x")), 1000, null)))
                .toList();

        assertThat(all).allSatisfy(one -> assertThat(one.join()).isInstanceOf(Fetch.Fetched.class));
        assertThat(host.asked("/x")).isEqualTo(1);
    }

    @Test
    void tooManyFromOneHostThenTheRestFailAtOnceAndLaterItGoesOn() {
        CountDownLatch hold = new CountDownLatch(1);
        host.put("/y", DocumentHost.json("{}"));
        for (int i = 0; i < 4; i++) {
            host.put("/" + i, exchange -> {
                try {
                    hold.await(5, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                DocumentHost.json("{}").answer(exchange);
            });
        }
        List<CompletableFuture<Fetch>> held = IntStream.range(0, 4)
                .mapToObj(i -> loopback.fetch(new FetchRequest(URI.create(host.url("/" + i)), 1000, null)))
                .toList();

        assertThat(fetch(loopback, host.url("/y"))).isEqualTo(new Fetch.Busy());
        hold.countDown();
        assertThat(held).allSatisfy(one -> assertThat(one.join()).isInstanceOf(Fetch.Fetched.class));
        Fetch later = fetch(loopback, host.url("/y"));
        for (int i = 0; i < 50 && later instanceof Fetch.Failed; i++) {
            sleep(20);
            later = fetch(loopback, host.url("/y"));
        }
        assertThat(later).isInstanceOf(Fetch.Fetched.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a.example/x",
                "https://a.example:8443/x",
                "https://a.example:80/x",
                "https://user@a.example/x",
                "https://a.example/x#f",
                "ftp://a.example/x",
                "file:///etc/passwd",
                "https:///x",
                "mailto:a@a.example"
            })
    void urlThatIsNotPlainHttpsThenRefusedWithoutALookup(String url) {
        AtomicInteger lookups = new AtomicInteger();
        OutboundFetcher fetcher = open(name -> {
            lookups.incrementAndGet();
            return List.of(InetAddress.getLoopbackAddress());
        });

        assertThat(fetch(fetcher, url)).isInstanceOf(Fetch.Refused.class);
        assertThat(lookups).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "[::1]", "localhost", "2130706433", "169.254.169.254", "[fe80::1]", "10.0.0.1"})
    void urlOfAnInsideAddressThenRefused(String inside) {
        Fetch fetch = fetch(open(JudgedDns.Lookup.system()), "https://" + inside + "/x");

        assertThat(fetch).isEqualTo(new Fetch.Refused("the address is not a public one"));
    }

    @Test
    void nameWithOneInsideAddressAmongPublicOnesThenRefused() throws UnknownHostException {
        InetAddress outside = InetAddress.getByName("192.0.1.1");
        InetAddress inside = InetAddress.getByName("10.0.0.1");

        assertThat(fetch(open(name -> List.of(outside, inside)), "https://a.example/x"))
                .isEqualTo(new Fetch.Refused("the address is not a public one"));
    }

    @Test
    void nameThatTurnsInsideAfterItWasJudgedThenItIsNeverLookedUpAgainForThatConnection() throws Exception {
        Iterator<InetAddress> answers = List.of(InetAddress.getByName("192.0.1.1"), InetAddress.getLoopbackAddress())
                .iterator();
        AtomicInteger lookups = new AtomicInteger();
        OutboundFetcher fetcher = fetcher(
                false,
                name -> {
                    lookups.incrementAndGet();
                    return List.of(answers.next());
                },
                Duration.ofSeconds(2));

        assertThat(fetch(fetcher, "https://rebinding.example/x")).isInstanceOf(Fetch.Failed.class);
        assertThat(lookups).hasValue(1);
        assertThat(fetch(fetcher, "https://rebinding.example/x"))
                .isEqualTo(new Fetch.Refused("the address is not a public one"));
        assertThat(lookups).hasValue(2);
    }

    @Test
    void nameThatIsPinnedThenTheConnectionGoesToTheJudgedAddress() {
        host.json("/x", "{}");
        OutboundFetcher fetcher =
                new OutboundFetcher(true, name -> List.of(InetAddress.getLoopbackAddress()), SHORT, Clock.systemUTC());
        others.add(fetcher);

        assertThat(fetch(fetcher, "http://no-such-name.example:" + host.port() + "/x"))
                .isInstanceOf(Fetch.Fetched.class);
    }

    @Test
    void publicAddressWhereOnlyLoopbackIsThenRefused() {
        assertThat(fetch(loopback, "http://8.8.8.8/x")).isEqualTo(new Fetch.Refused("the address is not a public one"));
    }

    @Test
    void nameThatNobodyKnowsThenFailed() {
        OutboundFetcher fetcher = open(name -> {
            throw new UnknownHostException(name);
        });

        assertThat(fetch(fetcher, "https://a.example/x")).isEqualTo(Fetch.UNKNOWN_NAME);
    }

    @Test
    void resolverThatHangsThenFailedAtTheDeadline() {
        OutboundFetcher fetcher = fetcher(
                false,
                name -> {
                    sleep(5_000);
                    return List.of();
                },
                SHORT);

        assertThat(fetch(fetcher, "https://a.example/x")).isEqualTo(new Fetch.Failed("it took too long"));
    }
}
