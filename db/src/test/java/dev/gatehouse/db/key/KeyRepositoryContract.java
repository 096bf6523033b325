package dev.gatehouse.db.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.db.testing.TestAccount;
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
        return new StoredKey(
                UUID.randomUUID().toString(), purpose, "ES256", publicJwk, "wrapped", TestAccount.now(), null);
    }

    @Test
    void findAllOrCreateByEightNodesAtOnceThenTheyAgreeOnOne() throws Exception {
        try (RaceTrack track = new RaceTrack(environment)) {
            for (StoredKey.Purpose purpose : StoredKey.Purpose.values()) {
                AtomicInteger made = new AtomicInteger();
                List<List<StoredKey>> seen = track.start(Collections.nCopies(
                        8,
                        () -> keys.findAllOrCreate(purpose, () -> {
                            made.incrementAndGet();
                            return key(purpose, null);
                        })));
                assertThat(made).hasValue(1);
                assertThat(keys.findAll(purpose)).hasSize(1);
                assertThat(seen).allMatch(keys.findAll(purpose)::equals);
            }
        }
    }

    @Test
    void findAllOrCreateThenTheKeyIsKeptAsItWas() {
        StoredKey first = key(StoredKey.Purpose.SIGNING, "{\"kty\":\"EC\"}");
        assertThat(keys.findAllOrCreate(StoredKey.Purpose.SIGNING, () -> first)).containsExactly(first);
        assertThat(keys.findAllOrCreate(StoredKey.Purpose.SIGNING, () -> key(StoredKey.Purpose.SIGNING, null)))
                .containsExactly(first);
        assertThat(keys.findAll(StoredKey.Purpose.TOKEN_MAC)).isEmpty();
    }

    @Test
    void findAllThenNewestFirstAndRetiredOnesTell() {
        StoredKey first = key(StoredKey.Purpose.SIGNING, null);
        keys.findAllOrCreate(StoredKey.Purpose.SIGNING, () -> first);
        jdbc.sql("insert into stored_key (kid, purpose, algorithm, wrapped, created_at, retired_at)"
                        + " values ('old', 'SIGNING', 'ES256', 'w', current_timestamp - interval '9' second,"
                        + " current_timestamp)")
                .update();
        List<StoredKey> all = keys.findAll(StoredKey.Purpose.SIGNING);
        assertThat(all).extracting(StoredKey::kid).containsExactly(first.kid(), "old");
        assertThat(all.get(0).retiredAt()).isNull();
        assertThat(all.get(1).retiredAt()).isNotNull();
        assertThat(all.toString()).doesNotContain("wrapped");
    }
}
