package dev.gatehouse.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldTests {

    private static final int KIB = 1024;

    private final Room room = new Room(1024 * KIB, 256 * KIB);

    @Test
    void muchWasHeldAndIsForgottenThenItsRoomIsFreeAtOnce() {
        try (Held held = new Held(room.of("a"), 256 * KIB)) {
            assertThat(held.add(new byte[200 * KIB])).isTrue();
            assertThat(room.used()).isGreaterThanOrEqualTo(200 * KIB);
            held.clear();
            assertThat(room.used()).isZero();
            assertThat(held.add(new byte[200 * KIB])).isTrue();
        }
        assertThat(room.used()).isZero();
    }

    @Test
    void shareOfOneIsFullThenOthersGoOn() {
        try (Held first = new Held(room.of("a"), 256 * KIB);
                Held second = new Held(room.of("a"), 256 * KIB);
                Held other = new Held(room.of("b"), 256 * KIB)) {
            assertThat(first.add(new byte[200 * KIB])).isTrue();
            assertThat(second.add(new byte[100 * KIB])).isFalse();
            assertThat(other.add(new byte[200 * KIB])).isTrue();
        }
        assertThat(room.used()).isZero();
    }

    @Test
    void allOfItIsTakenThenNobodyGetsMore() {
        Held[] all = new Held[6];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Held(room.of(i), 256 * KIB);
            assertThat(all[i].add(new byte[200 * KIB])).isEqualTo(i < 5);
        }
        for (Held held : all) {
            held.close();
        }
        assertThat(room.used()).isZero();
    }

    @Test
    void closedThenHoldsNothingMore() {
        Held held = new Held(room.of("a"), 256 * KIB);
        held.close();
        assertThat(held.add(new byte[2 * KIB])).isFalse();
        assertThat(room.used()).isZero();
    }
}
