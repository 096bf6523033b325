package dev.gatehouse.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.client.RequestBody.Reading;
import dev.gatehouse.gateway.http.OwnLoop;
import dev.gatehouse.gateway.http.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestBodyTests {

    private static final int LIMIT = 10;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Room room = new Room(100, 100);
    private final List<String> asked = new ArrayList<>();
    private final List<Reading> outcomes = new ArrayList<>();
    private final RequestBody body = new RequestBody(() -> asked.add("wanted"));

    @BeforeEach
    void timeStands() {
        channel.freezeTime();
    }

    @AfterEach
    void nothingIsHeldForEver() {
        body.forget();
        assertThat(room.used()).isZero();
    }

    private void read() {
        body.read(LIMIT, Duration.ofSeconds(30), OwnLoop.of(channel.eventLoop()), room.of("somebody"), outcomes::add);
    }

    private void part(String text) {
        ByteBuf part = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        body.part(part);
        assertThat(part.release()).as("is the caller's").isTrue();
    }

    private void pass(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void partsThatComeInTimeThenWholeAndHeldUntilForgotten() {
        assertThat(body.isWanted()).isFalse();
        read();
        assertThat(asked).containsExactly("wanted");
        part("01234");
        pass(29);
        part("56789");
        body.end();
        pass(10);
        assertThat(outcomes).containsExactly(Reading.WHOLE);
        assertThat(body.content()).asString(StandardCharsets.US_ASCII).isEqualTo("0123456789");
        assertThat(room.used()).isEqualTo(LIMIT);

        body.forget();
        assertThat(body.isWhole()).isFalse();
        assertThat(room.used()).isZero();
    }

    @Test
    void endThatDoesNotComeInTimeThenTooSlowAndTheRestIsDropped() {
        read();
        part("012");
        pass(31);
        assertThat(outcomes).containsExactly(Reading.TOO_SLOW);
        assertThat(room.used()).isZero();
        part("345");
        assertThat(body.isWanted()).isTrue();
        assertThat(body.dropped()).isEqualTo(3);
        body.end();
        assertThat(outcomes).hasSize(1);
        assertThat(body.isWhole()).isFalse();
    }

    @Test
    void oneByteTooManyThenTooLargeAtOnce() {
        read();
        part("0123456789");
        part("x");
        assertThat(outcomes).containsExactly(Reading.TOO_LARGE);
        assertThat(body.content()).isEmpty();
    }

    @Test
    void othersHoldTooMuchThenNoRoomAndTheirsStays() {
        Room.Share others = room.of("others");
        others.take(95);
        read();
        part("01234567");
        assertThat(outcomes).containsExactly(Reading.NO_ROOM);
        assertThat(room.used()).isEqualTo(95);
        others.give(95);
    }

    @Test
    void malformedOrBrokenOffThenNothingOfItIsThere() {
        read();
        part("0123");
        body.fail(Reading.MALFORMED);
        body.fail(Reading.BROKEN_OFF);
        pass(31);
        assertThat(outcomes).containsExactly(Reading.MALFORMED);
        assertThat(body.content()).isEmpty();
    }

    @Test
    void nobodyReadsThenDropped() {
        body.drop();
        part("0123456789abc");
        body.end();
        assertThat(body.dropped()).isEqualTo(13);
        assertThat(body.hasEnded()).isTrue();
        assertThat(outcomes).isEmpty();
    }
}
