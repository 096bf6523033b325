package dev.gatehouse.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.http.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientConnectionTests {

    private final List<ClientRequest> requests = new ArrayList<>();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new RequestDecoder(), new HttpResponseEncoder(), new ClientConnection(requests::add));

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private String received() {
        StringBuilder all = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.append(part.toString(StandardCharsets.US_ASCII));
            part.release();
        }
        return all.toString();
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nhost: x\r\n\r\n";
    }

    @Test
    void requestsSentAheadThenOneAtATimeInTheirOrder() {
        send(get("/1") + get("/2") + get("/3"));
        assertThat(requests).extracting(ClientRequest::target).containsExactly("/1");

        requests.get(0).answer(Answer.empty(204, "NOTHING"), List.of());
        assertThat(requests).extracting(ClientRequest::target).containsExactly("/1", "/2");

        requests.get(1).answer(Answer.text(200, "text/plain", "two", "TWO"), List.of());
        assertThat(requests).extracting(ClientRequest::target).containsExactly("/1", "/2", "/3");
        assertThat(received()).matches("(?s)HTTP/1.1 204 .*HTTP/1.1 200 .*two");
    }

    @Test
    void moreSentAheadThanAFewThenTheClientWaitsAndIsReadAgainWhenItIsItsTurn() {
        send(get("/").repeat(6));
        assertThat(channel.config().isAutoRead()).isFalse();

        while (requests.size() < 6) {
            requests.get(requests.size() - 1).answer(Answer.empty(204, "NOTHING"), List.of());
        }
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void muchSentAheadThenTheConnectionEndsAndNothingIsHeld() {
        String many = "a: b\r\n".repeat(200);
        send("POST / HTTP/1.1\r\nhost: x\r\n" + many + "content-length: 3\r\n\r\nabc");
        for (int i = 0; i < 3; i++) {
            send("POST / HTTP/1.1\r\nhost: x\r\n" + many + "content-length: 3\r\n\r\nabc");
        }
        assertThat(channel.isActive()).isTrue();

        for (int i = 0; i < 3 && channel.isActive(); i++) {
            send("POST / HTTP/1.1\r\nhost: x\r\n" + many + "content-length: 3\r\n\r\nabc");
        }
        assertThat(channel.isActive()).isFalse();
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0).isOver()).isTrue();
    }

    @Test
    void bodyInManyPiecesThatNobodyWantsYetThenHeldBackUntilItIsWanted() {
        send("POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n" + "1\r\nx\r\n".repeat(900)
                + "0\r\n\r\n");
        assertThat(channel.isActive()).isTrue();

        requests.get(0).body().drop();
        assertThat(requests.get(0).body().dropped()).isEqualTo(900);
        assertThat(requests.get(0).body().hasEnded()).isTrue();
    }
}
