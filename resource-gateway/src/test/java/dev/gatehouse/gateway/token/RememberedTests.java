package dev.gatehouse.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RememberedTests {

    private final Cache<Integer, Verification> memory =
            Remembered.<Integer, Verification>bounded(word -> word).build();

    private static Verification genuine(int number, int scopes, int length) {
        Set<String> all = IntStream.range(0, scopes)
                .mapToObj(i -> number + "-" + i + "x".repeat(length))
                .collect(Collectors.toSet());
        return new Verification.Genuine(new VerifiedToken(
                TrustAnchor.Identity.asked("https://issuer.example", null),
                "https://issuer.example",
                Set.of("https://gateway.example/mcp/a"),
                Instant.MAX,
                all,
                "token-" + number,
                null,
                null,
                "user",
                "client"));
    }

    private void remember(int many, int scopes, int length) {
        for (int i = 0; i < many; i++) {
            memory.put(i, genuine(i, scopes, length));
        }
        memory.cleanUp();
    }

    @Test
    void issuerSaysMuchOfManyTokensThenWhatIsHeldIsBounded() {
        remember(2_500, 300, 40);
        assertThat(memory.asMap().values().stream()
                        .mapToLong(word -> ((Verification.Genuine) word)
                                .token().scopes().stream()
                                        .mapToLong(String::length)
                                        .sum())
                        .sum())
                .isPositive()
                .isLessThan(Remembered.MAX / 2);
    }

    @Test
    void ordinaryTokensThenManyThousandsAreRemembered() {
        remember(20_000, 3, 10);
        assertThat(memory.estimatedSize()).isEqualTo(20_000);
    }
}
