package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much of everything, and that one flood is nobody else's. Each test has users and servers of its own. */
class LimitTests {

    private static TestGateway gateway;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String slug = "limits-" + COUNT.incrementAndGet();

    @BeforeAll
    static void start() {
        gateway = new TestGateway(
                "gatehouse.rate-limits", "on",
                "gatehouse.limits.user-rate", "1/20",
                "gatehouse.limits.client-rate", "1/40",
                "gatehouse.limits.bad-token-rate", "1/5",
                "gatehouse.limits.server-concurrency", "3",
                "gatehouse.limits.user-concurrency", "2",
                "gatehouse.limits.server-streams", "4",
                "gatehouse.limits.user-streams", "3",
                "gatehouse.trusted-proxies", "127.0.0.1,::1");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @BeforeEach
    void server() {
        add(slug, Map.of());
        gateway.upstream.answer(exchange -> exchange.json());
    }

    private void add(String name, Map<String, Object> more) {
        Map<String, Object> server = gateway.server(name);
        server.putAll(more);
        gateway.add(server);
    }

    private String token(String user, String client) {
        return gateway.token(slug)
                .claim("sub", slug + user)
                .claim("client_id", slug + client)
                .sign();
    }

    private HttpResponse<String> call(String token, String... headers) throws Exception {
        return gateway.post("/mcp/" + slug, token, TestGateway.call("tools/list"), headers);
    }

    private int statusOf(String token) throws Exception {
        return call(token).statusCode();
    }

    @Test
    void userBeyondTheRateThen429WithTheFieldsAndOthersGoOn() throws Exception {
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            answers.add(call(token("flooder", "client-" + i % 3)));
        }

        HttpResponse<String> last = answers.get(29);
        assertThat(answers.get(19).statusCode()).isEqualTo(200);
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(last.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(1, 20);
        assertThat(last.headers().firstValue("ratelimit-policy")).contains("\"user\";q=20;w=20");
        assertThat(last.headers().firstValue("ratelimit").orElseThrow()).matches("\"user\";r=0;t=\\d+");
        assertThat(last.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(last.body()).contains("RATE_LIMITED");
        assertThat(statusOf(token("somebody", "client-1"))).isEqualTo(200);
    }

    @Test
    void clientBeyondTheRateThen429ThoughEachUserIsWithin() throws Exception {
        int refused = 0;
        for (int i = 0; i < 50; i++) {
            refused += statusOf(token("user-" + i, "program")) == 429 ? 1 : 0;
        }

        assertThat(refused).isBetween(5, 10);
        assertThat(statusOf(token("user-1", "another"))).isEqualTo(200);
    }

    @Test
    void sameIssuerUserAndClientAtTheServersOfAnotherAccountThenTheirRateIsTheirOwn() throws Exception {
        String other = slug + "-other";
        add(other, Map.of());
        int refused = 0;
        for (int i = 0; i < 75; i++) {
            refused += statusOf(token(i < 45 ? "user-" + i : "flooder", "program")) == 429 ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(20);

        String theirs = gateway.token(other)
                .claim("sub", slug + "flooder")
                .claim("client_id", slug + "program")
                .sign();
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> answer = gateway.post("/mcp/" + other, theirs, TestGateway.call("tools/list"));
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void manyBadTokensFromAnAddressThen429ThereButNotForKnownTokensNorElsewhere() throws Exception {
        String known = token("known", "c");
        assertThat(call(known, "x-forwarded-for", "192.0.2.1").statusCode()).isEqualTo(200);

        int verified = 0;
        for (int i = 0; i < 20; i++) {
            verified += badCall(i) == 401 ? 1 : 0;
        }

        assertThat(verified).isBetween(5, 8);
        assertThat(call(known, "x-forwarded-for", "192.0.2.1").statusCode()).isEqualTo(200);
        int before;
        do {
            before = call(token("new", "c"), "x-forwarded-for", "192.0.2.1").statusCode();
            // one bad token more is let in each second: where none is, none was before
        } while (badCall(20) != 429);
        assertThat(before).isEqualTo(429);
        assertThat(call(token("new", "c"), "x-forwarded-for", "192.0.2.2").statusCode())
                .isEqualTo(200);
    }

    private int badCall(int i) throws Exception {
        String bad = gateway.token(slug).claim("sub", "x" + i).sign() + "x";
        // the left of the list is whatever the client says, and counts for nothing
        int status = call(bad, "x-forwarded-for", "10.9.8." + i + ", 192.0.2.1").statusCode();
        assertThat(status).isIn(401, 429);
        return status;
    }

    @Test
    void serverIsFullThen503AndAPlaceIsFreeAgainWhenOneEnds() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch there = new CountDownLatch(3);
        gateway.upstream.answer(exchange -> {
            there.countDown();
            end.await(5, TimeUnit.SECONDS);
            exchange.json();
        });
        try (RawConnection one = busy("a");
                RawConnection two = busy("a");
                RawConnection three = busy("b")) {
            assertThat(there.await(5, TimeUnit.SECONDS)).isTrue();
            HttpResponse<String> ofUser = call(token("a", "c"));
            assertThat(ofUser.statusCode()).isEqualTo(429);
            assertThat(ofUser.body()).contains("USER_BUSY");
            HttpResponse<String> ofServer = call(token("c", "c"));
            assertThat(ofServer.statusCode()).isEqualTo(503);
            assertThat(ofServer.body()).contains("SERVER_BUSY");
            assertThat(ofServer.headers().firstValue("retry-after")).contains("1");

            end.countDown();
            for (RawConnection connection : List.of(one, two, three)) {
                assertThat(connection.status()).isEqualTo(200);
            }
            gateway.eventually(() -> statusOf(token("c", "c")) == 200);
        }
    }

    @Test
    void serverSaysHowManyThenItsOwnNumberCountsOnEveryWay() throws Exception {
        String narrow = slug + "-narrow";
        Map<String, Object> server = gateway.server(narrow);
        server.put("maxConcurrent", 1);
        server.put("bundles", List.of(gateway.bundle("b-" + slug, server)));
        gateway.add(server);
        String direct = gateway.token(narrow).claim("sub", "one").sign();
        String through =
                gateway.token("b-" + slug + "/" + narrow).claim("sub", "two").sign();
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch there = new CountDownLatch(1);
        gateway.upstream.answer(exchange -> {
            there.countDown();
            end.await(5, TimeUnit.SECONDS);
            exchange.json();
        });
        try (RawConnection one = new RawConnection(gateway.port())) {
            one.send(gateway.rawCall(narrow, direct));
            assertThat(there.await(5, TimeUnit.SECONDS)).isTrue();

            assertThat(gateway.call("b-" + slug + "/" + narrow, through)).isEqualTo(503);
            end.countDown();
            assertThat(one.status()).isEqualTo(200);
            gateway.eventually(() -> gateway.call("b-" + slug + "/" + narrow, through) == 200);
        }
    }

    @Test
    void listeningStreamsThenCountedApartAndGivenBackWhenTheClientLeaves() throws Exception {
        gateway.upstream.answer(exchange -> {
            exchange.openEventStream();
            exchange.awaitClose(new CountDownLatch(1));
        });
        List<RawConnection> streams = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                streams.add(listening("listener"));
                assertThat(streams.get(i).status()).isEqualTo(200);
            }
            try (RawConnection tooMany = listening("listener")) {
                assertThat(tooMany.status()).isEqualTo(429);
                assertThat(tooMany.readUntil("}")).contains("USER_STREAMS");
            }
            streams.add(listening("another"));
            assertThat(streams.get(3).status()).isEqualTo(200);
            try (RawConnection beyond = listening("a-third")) {
                assertThat(beyond.status()).isEqualTo(503);
                assertThat(beyond.readUntil("}")).contains("SERVER_STREAMS");
            }
            gateway.upstream.answer(exchange -> exchange.json());
            assertThat(statusOf(token("listener", "c"))).isEqualTo(200);
        } finally {
            for (RawConnection stream : streams) {
                stream.close();
            }
        }
        gateway.upstream.answer(exchange -> exchange.json());
        gateway.eventually(() -> {
            try (RawConnection again = listening("listener")) {
                return again.status() == 200;
            }
        });
    }

    private RawConnection busy(String user) throws Exception {
        RawConnection connection = new RawConnection(gateway.port());
        return connection.send(gateway.rawCall(slug, token(user, "c")));
    }

    private RawConnection listening(String user) throws Exception {
        RawConnection connection = new RawConnection(gateway.port());
        return connection.send("GET /mcp/" + slug + " HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n"
                + "authorization: Bearer " + token(user, "c") + "\r\n\r\n");
    }
}
