package dev.gatehouse.db.pending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.testing.RaceTrack;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Requests that wait, and are taken once. */
abstract class PendingRequestRepositoryContract {

    private static final PendingRow SIGN_IN = new PendingRow(null, "client_id=c&state=a+b", null);
    private static final int MAX = 8;

    @Autowired
    PendingRequestRepository pending;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Environment environment;

    private final UUID browser = UUID.randomUUID();

    private static String id() {
        return (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
    }

    private String put(PendingRow request) {
        String id = id();
        pending.put(id, browser, request, MAX);
        return id;
    }

    @Test
    void putThenFoundByThatBrowserAlone() {
        String id = put(SIGN_IN);
        assertThat(pending.find(id, browser)).contains(SIGN_IN);
        assertThat(pending.find(id, UUID.randomUUID())).isEmpty();
        assertThat(pending.find(id(), browser)).isEmpty();
    }

    @Test
    void takeThenOnceAndByThatBrowserAlone() {
        String id = put(SIGN_IN);
        assertThat(pending.take(id, UUID.randomUUID())).isEmpty();
        assertThat(pending.take(id, browser)).contains(SIGN_IN);
        assertThat(pending.take(id, browser)).isEmpty();
        assertThat(pending.find(id, browser)).isEmpty();
    }

    @Test
    void shownThenTakenWithIt() {
        UUID user = UUID.randomUUID();
        String id = put(new PendingRow(user, "client_id=c", null));
        pending.shown(id, UUID.randomUUID(), "by another browser");
        pending.shown(id, browser, "a server");
        assertThat(pending.take(id, browser)).contains(new PendingRow(user, "client_id=c", "a server"));
    }

    @Test
    void putWhenEightWaitThenTheOldestMakesRoom() {
        List<String> ids = java.util.stream.IntStream.range(0, 9)
                .mapToObj(i -> put(new PendingRow(null, "n=" + i, null)))
                .toList();
        assertThat(pending.find(ids.get(0), browser)).isEmpty();
        assertThat(ids.subList(1, 9)).allMatch(id -> pending.find(id, browser).isPresent());
    }

    @Test
    void takeNewestSignInThenTheLastThatNobodyIsAskedAbout() {
        put(new PendingRow(null, "n=1", null));
        put(new PendingRow(null, "n=2", null));
        put(new PendingRow(UUID.randomUUID(), "n=3", null));
        assertThat(pending.takeNewestSignIn(browser))
                .map(PendingRow::parameters)
                .contains("n=2");
        assertThat(pending.takeNewestSignIn(browser))
                .map(PendingRow::parameters)
                .contains("n=1");
        assertThat(pending.takeNewestSignIn(browser)).isEmpty();
    }

    @Test
    void expiredThenNeitherFoundNorTakenAndPurged() {
        String old = put(SIGN_IN);
        String young = put(SIGN_IN);
        jdbc.sql("update pending_request set expires_at = current_timestamp where id_hash = :id")
                .param("id", old)
                .update();
        assertThat(pending.find(old, browser)).isEmpty();
        assertThat(pending.take(old, browser)).isEmpty();
        assertThat(pending.purge()).isPositive();
        assertThat(jdbc.sql("select id_hash from pending_request where browser = :browser")
                        .param("browser", browser)
                        .query(String.class)
                        .list())
                .containsExactly(young);
    }

    @Test
    void takeBySixAtOnceThenOneGetsIt() throws Exception {
        try (RaceTrack track = new RaceTrack(environment)) {
            track.race("take by 6", "", n -> {
                String id = put(SIGN_IN);
                Callable<Optional<PendingRow>> taker = () -> pending.take(id, browser);
                long taken = track.start(Collections.nCopies(6, taker)).stream()
                        .filter(Optional::isPresent)
                        .count();
                return taken == 1 ? List.of() : List.of("taken by " + taken);
            });
        }
    }
}
