package dev.gatehouse.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.token.Revocations.Entry;
import dev.gatehouse.gateway.token.Revocations.What;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RevocationsTests {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void entryThenMatchedByItsKindAndIdOnly() {
        Revocations revocations = Revocations.NONE.plus(List.of(new Entry(What.TOKEN, "x", NOW.plusSeconds(60))), NOW);

        assertThat(revocations.name(token("x", "s", "k"))).isTrue();
        assertThat(revocations.name(token("s", "x", "k"))).isFalse();
        assertThat(revocations.name(token("y", "y", "x"))).isFalse();
    }

    @Test
    void expiredThenDropped() {
        Revocations revocations = Revocations.NONE.plus(
                List.of(
                        new Entry(What.TOKEN, "soon", NOW.plusSeconds(1)),
                        new Entry(What.KEY, "late", NOW.plusSeconds(9))),
                NOW);
        assertThat(revocations.size()).isEqualTo(2);

        assertThat(revocations.plus(List.of(), NOW.plusSeconds(1)).size()).isEqualTo(1);
        assertThat(revocations
                        .plus(List.of(new Entry(What.KEY, "late", NOW.plusSeconds(3))), NOW.plusSeconds(4))
                        .size())
                .isEqualTo(1);
    }

    private static VerifiedToken token(String jti, String sid, String kid) {
        TrustAnchor.Identity anchor = new TrustAnchor.Identity(TrustAnchor.Kind.BUILT_IN, "i", 1);
        return new VerifiedToken(anchor, "i", Set.of("a"), NOW, Set.of(), jti, sid, kid);
    }
}
