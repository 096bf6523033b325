package dev.gatehouse.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.gatehouse.gateway.testing.TestKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeySetTests {

    private final JWK first = TestKeys.ec("first").toPublicJWK();
    private final JWK second = TestKeys.ec("second").toPublicJWK();

    private long now;
    private int fetches;
    private @Nullable CompletableFuture<VerificationKeys> answer = CompletableFuture.completedFuture(keys(first));

    private final KeySet keySet = new KeySet(
            () -> {
                fetches++;
                if (answer == null) {
                    throw new IllegalStateException("broken");
                }
                return answer;
            },
            () -> now);

    @Test
    void freshThenFetchedOnce() {
        keySet.current().join();
        pass(Duration.ofSeconds(299));
        keySet.current().join();
        assertThat(fetches).isEqualTo(1);

        pass(Duration.ofSeconds(2));
        keySet.current().join();
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void outageThenNobodyWaitsForTheNextTry() {
        keySet.current().join();
        pass(Duration.ofSeconds(301));
        answer = CompletableFuture.failedFuture(new IOException("away"));
        assertThat(keySet.current().join()).isPresent();

        pass(Duration.ofSeconds(6));
        answer = new CompletableFuture<>();

        assertThat(keySet.current()).isDone();
        assertThat(fetches).isEqualTo(3);
    }

    @Test
    void manyAskAtOnceThenOneFetch() {
        answer = new CompletableFuture<>();
        var a = keySet.current();
        var b = keySet.current();
        assertThat(a).isNotDone();

        answer.complete(keys(first));

        assertThat(a.join()).isPresent().isEqualTo(b.join());
        assertThat(fetches).isEqualTo(1);
    }

    @Test
    void sameKeysAgainThenWhatWasVerifiedUnderThemStands() {
        VerificationKeys before = keySet.current().join().orElseThrow();
        answer = CompletableFuture.completedFuture(keys(first));
        pass(Duration.ofSeconds(301));
        assertThat(keySet.current().join()).containsSame(before);

        answer = CompletableFuture.completedFuture(keys(second));
        pass(Duration.ofSeconds(301));
        assertThat(keySet.current().join().orElseThrow().generation()).isNotEqualTo(before.generation());
    }

    @Test
    void unknownKeyThenAnotherLookAtMostEveryFiveSeconds() {
        VerificationKeys before = keySet.current().join().orElseThrow();
        answer = CompletableFuture.completedFuture(keys(first, second));

        pass(Duration.ofSeconds(4));
        assertThat(keySet.lookAgain(before).join()).containsSame(before);
        assertThat(fetches).isEqualTo(1);

        pass(Duration.ofSeconds(2));
        assertThat(keySet.lookAgain(before).join().orElseThrow().knows("second"))
                .isTrue();
        for (int i = 0; i < 100; i++) {
            keySet.lookAgain(keySet.current().join().orElseThrow()).join();
        }
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void outageThenLastKeysForAnHourAndNoLonger() {
        keySet.current().join();
        answer = CompletableFuture.failedFuture(new IOException("down"));

        pass(Duration.ofMinutes(59));
        assertThat(keySet.current().join()).isPresent();
        pass(Duration.ofMinutes(2));
        assertThat(keySet.current().join()).isEmpty();

        answer = CompletableFuture.completedFuture(keys(first));
        pass(Duration.ofSeconds(6));
        assertThat(keySet.current().join()).isPresent();
    }

    @Test
    void sourceThrowsThenNobodyWaitsForGood() {
        answer = null;
        assertThat(keySet.current()).isCompletedWithValue(Optional.empty());

        answer = CompletableFuture.completedFuture(keys(first));
        pass(Duration.ofSeconds(6));
        assertThat(keySet.current().getNow(Optional.empty())).isPresent();
    }

    @Test
    void secretsAndEncryptionKeysThenNotInTheSet() {
        String json = "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"s\"}," + "{\"kty\":\"NEW\",\"kid\":\"n\"},"
                + first.toJSONString().replace("\"sig\"", "\"enc\"") + "]}";

        assertThat(VerificationKeys.parse(json).knows("s")).isFalse();
        assertThat(VerificationKeys.parse(json).knows("first")).isFalse();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static VerificationKeys keys(JWK... keys) {
        return VerificationKeys.parse(new JWKSet(List.of(keys)).toString());
    }
}
