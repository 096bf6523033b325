package dev.gatehouse.authserver.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.feed.StreamReader.Event;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestDemo;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.change.ChangeType;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The feed as a stream (docs/feed.md). */
@AuthServerTest
class FeedStreamsTests {

    @Autowired
    TestServer http;

    @Autowired
    TestDemo demo;

    @Autowired
    ChangeFeed feed;

    @Autowired
    Transactions transactions;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    FeedStreams streams;

    private JsonNode poll(String path) {
        HttpResponse<String> answer = http.send(
                http.request("/internal/v1/" + path).header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET));
        assertThat(answer.statusCode()).isEqualTo(200);
        return TestServer.json(answer);
    }

    private String newest() {
        return poll("snapshot").path("cursor").asString();
    }

    private String revoke() {
        String id = UUID.randomUUID().toString();
        transactions.run(() -> feed.append(ChangeType.AUTHORIZATION, id, "TEST"));
        return id;
    }

    private static String revoked(Event event) {
        return event.data()
                .path("changes")
                .path(0)
                .path("revocation")
                .path("id")
                .asString("");
    }

    @Test
    void changeThenToldAtOnceInTheFormOfAPoll() throws Exception {
        String cursor = newest();
        try (StreamReader stream = StreamReader.open(http, cursor)) {
            assertThat(stream.answer().statusCode()).isEqualTo(200);
            Event first = stream.next();
            assertThat(first.id()).isEqualTo(cursor);
            assertThat(first.data().path("changes")).isEmpty();

            String server = demo.newServer().id().toString();
            transactions.run(() -> feed.append(ChangeType.SERVER, server, "TEST"));
            String id = revoke();

            List<JsonNode> told = new ArrayList<>();
            Event last = first;
            while (told.size() < 2) {
                last = stream.changes();
                assertThat(last.name()).isEqualTo("changes");
                last.data().path("changes").forEach(told::add);
            }
            assertThat(told.get(1).path("revocation").path("id").asString()).isEqualTo(id);
            JsonNode polled = poll("feed?after=" + cursor);
            assertThat(polled.path("changes").values()).containsExactlyElementsOf(told);
            assertThat(polled.path("cursor").asString()).isEqualTo(last.id());
        }
    }

    @Test
    void manyCommitsThenAllAreToldOnceInOrderAndQuickly() throws Exception {
        try (StreamReader stream = StreamReader.open(http, newest())) {
            List<Long> took = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Thread.sleep(7L * i % 30);
                long since = System.nanoTime();
                String id = revoke();
                assertThat(revoked(stream.changes())).isEqualTo(id);
                took.add(Duration.ofNanos(System.nanoTime() - since).toMillis());
            }
            took.sort(null);
            // asking ten times a second alone would take more than 70 ms of each third one
            assertThat(took.get(13)).isLessThan(65);
        }
    }

    @Test
    void nothingHappensThenItSaysSoSeveralTimesASecondAndHowLongAfterTheBeginning() throws Exception {
        long since = System.nanoTime();
        try (StreamReader stream = StreamReader.open(http, newest())) {
            long before = stream.next().data().path("elapsed").asLong();
            long began = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                Event alive = stream.next();
                long elapsed = alive.data().path("elapsed").asLong(-1);
                assertThat(alive.name()).isEqualTo("alive");
                assertThat(elapsed).isGreaterThan(before);
                assertThat(elapsed)
                        .isLessThanOrEqualTo(
                                Duration.ofNanos(System.nanoTime() - since).toMillis());
                before = elapsed;
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void goesOnFromTheLastEventThenNothingIsMissingAndNothingTwice() throws Exception {
        String cursor = newest();
        String first = revoke();
        String seen;
        try (StreamReader stream = StreamReader.open(http, cursor)) {
            Event event = stream.changes();
            assertThat(revoked(event)).isEqualTo(first);
            seen = event.id();
        }
        String meanwhile = revoke();
        try (StreamReader stream = StreamReader.open(http, cursor, "Last-Event-ID", seen)) {
            assertThat(revoked(stream.changes())).isEqualTo(meanwhile);
        }
    }

    @Test
    void moreThanFitsThenToldInSeveralEventsWithoutAPause() throws Exception {
        String cursor = newest();
        transactions.run(() -> {
            for (int i = 0; i < 1_100; i++) {
                feed.append(ChangeType.AUTHORIZATION, UUID.randomUUID().toString(), "TEST");
            }
        });
        try (StreamReader stream = StreamReader.open(http, cursor)) {
            Event first = stream.next();
            Event second = stream.next();
            Event third = stream.next();
            assertThat(List.of(first, second, third))
                    .extracting(event -> event.data().path("changes").size())
                    .containsExactly(500, 500, 100);
            assertThat(first.data().path("more").asBoolean()).isTrue();
            assertThat(third.data().path("more").asBoolean()).isFalse();
        }
    }

    @Test
    void wrongSecretOrNoneThen401AndTheHeadersOfTheInternalPagesStay() throws Exception {
        for (String credential : List.of("Bearer " + TestServer.GATEWAY_SECRET + "x", "Basic x", "Bearer ")) {
            try (StreamReader stream = StreamReader.open(http, newest(), "Authorization", credential)) {
                assertThat(stream.answer().statusCode()).isEqualTo(401);
                assertThat(stream.answer().headers().firstValue("www-authenticate"))
                        .contains("Bearer");
            }
        }
        try (StreamReader stream = StreamReader.open(http, newest())) {
            var headers = stream.answer().headers();
            assertThat(headers.firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
            assertThat(headers.firstValue("cache-control").orElseThrow()).contains("no-store");
            assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
            assertThat(headers.firstValue("x-accel-buffering")).contains("no");
        }
    }

    @Test
    void cursorOfAnotherDatabaseThen410AndAnOpenStreamEnds() throws Exception {
        try (StreamReader stream = StreamReader.open(http, UUID.randomUUID() + "-1")) {
            assertThat(stream.answer().statusCode()).isEqualTo(410);
        }
        String cursor = newest();
        UUID epoch = UUID.fromString(cursor.substring(0, cursor.lastIndexOf('-')));
        try (StreamReader stream = StreamReader.open(http, cursor)) {
            stream.next();
            epoch(UUID.randomUUID());
            stream.awaitEnd();
            try (StreamReader again = StreamReader.open(http, cursor)) {
                assertThat(again.answer().statusCode()).isEqualTo(410);
            }
        } finally {
            epoch(epoch);
        }
    }

    private void epoch(UUID epoch) {
        jdbc.sql("update change_counter set epoch = :epoch where id = 1")
                .param("epoch", epoch)
                .update();
    }

    @Test
    void asManyAsThereMayBeThenNoThreadIsHeldAllAreToldAndOneMoreIsRefused() throws Exception {
        List<StreamReader> all = new ArrayList<>();
        try {
            String cursor = newest();
            while (streams.size() < FeedStreams.MOST_STREAMS) {
                all.add(StreamReader.open(http, cursor));
            }
            try (StreamReader tooMany = StreamReader.open(http, cursor)) {
                assertThat(tooMany.answer().statusCode()).isEqualTo(503);
                assertThat(tooMany.answer().headers().firstValue("retry-after")).isPresent();
            }
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().contains("exec")
                                    && thread.getStackTrace().length > 0
                                    && List.of(thread.getStackTrace())
                                            .toString()
                                            .contains("GatewayStream")))
                    .isEmpty();
            String id = revoke();
            for (StreamReader stream : all) {
                assertThat(revoked(stream.changes())).isEqualTo(id);
            }
        } finally {
            for (StreamReader stream : all) {
                stream.close();
            }
        }
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (streams.size() > 0 && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertThat(streams.size()).isZero();
    }

    @Test
    void programStopsThenStreamsEndAtOnceAndNoneIsBegun() throws Exception {
        String cursor = newest();
        try (StreamReader stream = StreamReader.open(http, cursor)) {
            stream.next();
            long since = System.nanoTime();
            streams.stop();
            try {
                stream.awaitEnd();
                assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
                try (StreamReader late = StreamReader.open(http, cursor)) {
                    assertThat(late.answer().statusCode()).isEqualTo(503);
                }
            } finally {
                streams.start();
            }
        }
        try (StreamReader again = StreamReader.open(http, cursor)) {
            assertThat(again.answer().statusCode()).isEqualTo(200);
            again.next();
        }
    }

    @Test
    void whoeverDoesNotNameStreamsThenIsAnsweredOnce() {
        for (String accept :
                List.of("application/json", "*/*", "text/event-stream;q=0, application/json", "nonsense")) {
            HttpResponse<String> answer = http.send(http.request("/internal/v1/feed?after=" + newest())
                    .header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET)
                    .header("Accept", accept));
            assertThat(answer.statusCode()).as(accept).isIn(200, 406);
            assertThat(answer.headers().firstValue("content-type").orElse(""))
                    .as(accept)
                    .doesNotContain("event-stream");
        }
    }

    @Test
    void documentIsWhatAPollIsAnsweredAndHowLongItTook() throws Exception {
        String cursor = newest();
        revoke();
        try (StreamReader stream = StreamReader.open(http, cursor)) {
            ObjectNode data = (ObjectNode) stream.changes().data();
            assertThat(data.remove("elapsed").isIntegralNumber()).isTrue();
            assertThat(data).isEqualTo(poll("feed?after=" + cursor));
        }
    }
}
