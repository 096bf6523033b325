package dev.gatehouse.db.pushed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Pushed authorization requests: taken once, by their client, in time. */
abstract class PushedRequestRepositoryContract {

    private static final Duration TTL = Duration.ofSeconds(90);
    private static final String PARAMETERS = "{\"scope\":[\"mcp:read\"],\"state\":[\"ü\"]}";

    @Autowired
    PushedRequestRepository requests;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void empty() {
        jdbc.sql("delete from pushed_request").update();
    }

    @Test
    void takeThenTheParametersOnceAndForItsClientAlone() {
        String hash = hash();
        assertThat(requests.insert(hash, "c_one", PARAMETERS, TTL, 10)).isTrue();

        assertThat(requests.take(hash, "c_other")).isEmpty();
        assertThat(requests.take(hash(), "c_one")).isEmpty();
        assertThat(requests.take(hash, "c_one")).contains(PARAMETERS);
        assertThat(requests.take(hash, "c_one")).isEmpty();
    }

    @Test
    void takeByEightAtOnceThenOneGetsIt() {
        String hash = hash();
        requests.insert(hash, "c_one", PARAMETERS, TTL, 10);

        List<Optional<String>> results = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> requests.take(hash, "c_one"))
                .toList();

        assertThat(results.stream().filter(Optional::isPresent)).hasSize(1);
    }

    @Test
    void takeWhenExpiredThenNothing() {
        String hash = hash();
        requests.insert(hash, "c_one", PARAMETERS, Duration.ZERO, 10);

        assertThat(requests.take(hash, "c_one")).isEmpty();
    }

    @Test
    void insertWhenThereIsNoRoomThenRefusedUntilPurged() {
        String first = hash();
        assertThat(requests.insert(first, "c_one", PARAMETERS, TTL, 2)).isTrue();
        assertThat(requests.insert(hash(), "c_one", PARAMETERS, TTL, 2)).isTrue();
        assertThat(requests.insert(hash(), "c_one", PARAMETERS, TTL, 2)).isFalse();

        requests.take(first, "c_one");
        assertThat(requests.purge()).isEqualTo(1);

        assertThat(requests.insert(hash(), "c_one", PARAMETERS, TTL, 2)).isTrue();
    }

    @Test
    void purgeThenWhatIsLiveStays() {
        String live = hash();
        requests.insert(live, "c_one", PARAMETERS, TTL, 10);
        requests.insert(hash(), "c_one", PARAMETERS, Duration.ZERO, 10);

        assertThat(requests.purge()).isEqualTo(1);
        assertThat(requests.take(live, "c_one")).contains(PARAMETERS);
    }

    private static String hash() {
        return (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
    }
}
