package dev.gatehouse.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.shard.ShardedMap;
import dev.gatehouse.gateway.token.Revocations.Entry;
import dev.gatehouse.gateway.token.Revocations.What;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RevocationsTests {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void entryThenMatchedByItsKindAndIdOnly() {
        Revocations revocations = Revocations.NONE.plus(List.of(new Entry(What.TOKEN, "x")), 0);

        assertThat(revocations.name(token("x", "s", "k"))).isTrue();
        assertThat(revocations.name(token("s", "x", "k"))).isFalse();
        assertThat(revocations.name(token("y", "y", "x"))).isFalse();
    }

    @Test
    void twoHoursAfterReceiptThenDropped() {
        long received = Long.MAX_VALUE - 5;
        Revocations revocations =
                Revocations.NONE.plus(List.of(new Entry(What.TOKEN, "a"), new Entry(What.KEY, "b")), received);

        Revocations later = sweptThrough(
                revocations.plus(
                        List.of(new Entry(What.KEY, "b")),
                        received + Duration.ofHours(2).toNanos() - 1),
                received + Duration.ofHours(2).toNanos() - 1);
        assertThat(later.size()).isEqualTo(2);

        Revocations latest = sweptThrough(later, received + Duration.ofHours(2).toNanos());
        assertThat(latest.size()).isEqualTo(1);
        assertThat(latest.name(token("x", "x", "b"))).isTrue();
        assertThat(latest.name(token("a", "x", "x"))).isFalse();
    }

    @Test
    void oneIdNamedInTwoWaysThenBothHold() {
        Revocations revocations = Revocations.NONE
                .plus(List.of(new Entry(What.TOKEN, "x")), 0)
                .plus(List.of(new Entry(What.KEY, "x")), 1);

        assertThat(revocations.size()).isOne();
        assertThat(revocations.name(token("x", "s", "k"))).isTrue();
        assertThat(revocations.name(token("t", "s", "x"))).isTrue();
        assertThat(revocations.name(token("t", "x", "k"))).isFalse();
    }

    private static Revocations sweptThrough(Revocations revocations, long now) {
        Revocations swept = revocations;
        for (int i = 0; i < ShardedMap.SHARDS / Revocations.SWEPT_AT_ONCE; i++) {
            swept = swept.swept(now);
        }
        return swept;
    }

    private static VerifiedToken token(String jti, String sid, String kid) {
        TrustAnchor.Identity anchor = new TrustAnchor.Identity(TrustAnchor.Kind.BUILT_IN, "i", 1);
        return new VerifiedToken(anchor, "i", Set.of("a"), NOW, Set.of(), jti, sid, kid, null, null);
    }
}
