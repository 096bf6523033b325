package dev.gatehouse.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.http.Room;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeadRoomHandlerTests {

    private static final int SIZE = 1_000;
    private static final String BEGIN = "GET / HTTP/1.1\r\nhost: x\r\n";

    private final Room room = new Room(SIZE * HeadRoomHandler.HELD_FOR_EACH, SIZE * HeadRoomHandler.HELD_FOR_EACH);

    private EmbeddedChannel connection() {
        SlowHeadHandler slow = new SlowHeadHandler(Duration.ofSeconds(30), Duration.ofSeconds(30));
        RequestDecoder decoder = new RequestDecoder();
        return new EmbeddedChannel(
                new HeadRoomHandler(decoder, slow, room.of("heads")), decoder, new HttpResponseEncoder(), slow);
    }

    private static void send(EmbeddedChannel to, String text) {
        to.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    @Test
    void unfinishedHeadsOfAllBeyondTheRoomThenTheOneThatWantsMoreIsClosedAndOthersGoOn() {
        EmbeddedChannel first = connection();
        EmbeddedChannel second = connection();
        send(first, BEGIN + "a: " + "b".repeat(SIZE * 2 / 3));
        send(second, BEGIN + "a: " + "b".repeat(SIZE / 5));
        assertThat(first.isActive() && second.isActive()).isTrue();

        send(second, "b".repeat(SIZE / 2));
        assertThat(second.isActive()).isFalse();

        send(first, "\r\n\r\n");
        assertThat(first.<Object>readInbound()).isInstanceOf(HttpRequest.class);
        assertThat(first.isActive()).isTrue();
        assertThat(room.used()).isZero();
    }

    @Test
    void headInOnePieceThenNotCountedHoweverLarge() {
        EmbeddedChannel connection = connection();
        send(connection, BEGIN + "a: " + "b".repeat(SIZE * 2) + "\r\n\r\n");
        assertThat(connection.isActive()).isTrue();
        assertThat(connection.<Object>readInbound()).isInstanceOf(HttpRequest.class);
    }

    @Test
    void headThatBeginsBehindAWholeRequestThenCounted() {
        EmbeddedChannel connection = connection();
        send(connection, BEGIN + "\r\n" + BEGIN + "a: " + "b".repeat(SIZE / 2));
        assertThat(room.used()).isPositive();
        connection.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        send(connection, "b".repeat(SIZE));
        assertThat(connection.isActive()).isFalse();
        connection.finishAndReleaseAll();
    }

    @Test
    void bodyThatGoesOnBehindTheAnswerThenNotCounted() {
        EmbeddedChannel connection = connection();
        send(connection, "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9000\r\n\r\n");
        connection.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.UNAUTHORIZED));
        send(connection, "b".repeat(SIZE * 3));
        send(connection, "b".repeat(SIZE * 3));
        assertThat(connection.isActive()).isTrue();
        assertThat(room.used()).isZero();
        connection.finishAndReleaseAll();
    }

    @Test
    void clientLeavesWithinItsHeadThenTheRoomIsGivenBack() {
        EmbeddedChannel connection = connection();
        send(connection, BEGIN);
        assertThat(room.used()).isPositive();
        connection.close();
        assertThat(room.used()).isZero();
    }
}
