package dev.gatehouse.db.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.policy.key.KeySchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keys at rest. */
abstract class KeyRepositoryContract {

    @Autowired
    KeyRepository keys;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Environment environment;

    @BeforeEach
    void empty() {
        jdbc.sql("delete from stored_key").update();
    }

    private static StoredKey key(StoredKey.Purpose purpose, String publicJwk) {
        return StoredKey.create(
                UUID.randomUUID().toString(), purpose, "ES256", publicJwk, "wrapped", TestAccount.now());
    }

    private StoredKey inserted(StoredKey key) {
        return keys.change(all -> {
            keys.insert(key);
            return key;
        });
    }

    @Test
    void changeByEightNodesAtOnceThenEachSeesWhatTheFormerLeftAndOneKeyIsMade() throws Exception {
        try (RaceTrack track = new RaceTrack(environment)) {
            for (StoredKey.Purpose purpose : StoredKey.Purpose.values()) {
                AtomicInteger made = new AtomicInteger();
                List<List<StoredKey>> seen = track.start(Collections.nCopies(
                        8,
                        () -> keys.change(all -> {
                            if (all.of(purpose).isEmpty()) {
                                made.incrementAndGet();
                                keys.insert(key(purpose, null));
                            }
                            return keys.findAll().of(purpose);
                        })));
                assertThat(made).hasValue(1);
                assertThat(keys.findAll().of(purpose)).hasSize(1);
                assertThat(seen).allMatch(keys.findAll().of(purpose)::equals);
            }
        }
    }

    @Test
    void rotateByEightNodesAtOnceThenExactlyOneSuccessor() throws Exception {
        KeySchedule schedule = new KeySchedule(Duration.ofDays(90), Duration.ofMinutes(10), Duration.ofHours(1));
        try (RaceTrack track = new RaceTrack(environment)) {
            for (int round = 0; round < 10; round++) {
                jdbc.sql("delete from stored_key").update();
                inserted(key(StoredKey.Purpose.SIGNING, null));
                track.start(Collections.nCopies(
                        8,
                        () -> keys.change(all -> {
                            List<KeySchedule.Key> times = all.of(StoredKey.Purpose.SIGNING).stream()
                                    .map(key -> new KeySchedule.Key(
                                            key.kid(), key.algorithm(), key.signsAt(), key.endedAt(), key.revokedAt()))
                                    .toList();
                            schedule.onCommand(times, all.now())
                                    .ifPresent(signsAt -> keys.insert(
                                            key(StoredKey.Purpose.SIGNING, null).at(all.now(), signsAt)));
                            return all;
                        })));
                assertThat(keys.findAll().keys()).hasSize(2);
            }
        }
    }

    @Test
    void insertThenTheKeyIsKeptAsItWas() {
        StoredKey key = inserted(key(StoredKey.Purpose.SIGNING, "{\"kty\":\"EC\"}")
                .at(TestAccount.now(), TestAccount.now().plusSeconds(600)));

        assertThat(keys.findAll().of(StoredKey.Purpose.SIGNING)).containsExactly(key);
        assertThat(keys.findAll().of(StoredKey.Purpose.TOKEN_MAC)).isEmpty();
        assertThat(keys.findAll().toString()).doesNotContain("wrapped");
    }

    @Test
    void findAllThenNewestFirstWithTheDatabasesTime() {
        StoredKey old = inserted(key(StoredKey.Purpose.SIGNING, null));
        StoredKey next = inserted(key(StoredKey.Purpose.SIGNING, null)
                .at(TestAccount.now(), TestAccount.now().plusSeconds(600)));

        StoredKeys found = keys.findAll();

        assertThat(found.of(StoredKey.Purpose.SIGNING)).containsExactly(next, old);
        assertThat(found.now()).isCloseTo(Instant.now(), within(Duration.ofMinutes(1)));
    }

    @Test
    void endedOrRevokedThenTheSecretIsErasedAndItStaysSo() {
        StoredKey ended = inserted(key(StoredKey.Purpose.SIGNING, "{}"));
        StoredKey revoked = inserted(key(StoredKey.Purpose.TOKEN_MAC, null));
        Instant at = TestAccount.now().truncatedTo(ChronoUnit.SECONDS);
        for (int i = 0; i < 2; i++) {
            Instant time = at.plusSeconds(i);
            keys.change(all -> {
                keys.end(ended.kid(), time);
                keys.revoke(ended.kid(), time.plusSeconds(60));
                keys.revoke(revoked.kid(), time);
                keys.end(revoked.kid(), time.plusSeconds(60));
                return all;
            });
        }

        assertThat(keys.findAll().of(StoredKey.Purpose.SIGNING)).singleElement().satisfies(key -> {
            assertThat(key.wrapped()).isNull();
            assertThat(key.endedAt()).isEqualTo(at);
            assertThat(key.revokedAt()).isNull();
            assertThat(key.publicJwk()).isEqualTo("{}");
        });
        assertThat(keys.findAll().of(StoredKey.Purpose.TOKEN_MAC))
                .singleElement()
                .satisfies(key -> {
                    assertThat(key.wrapped()).isNull();
                    assertThat(key.endedAt()).isNull();
                    assertThat(key.revokedAt()).isEqualTo(at);
                });
    }
}
