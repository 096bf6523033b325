package dev.gatehouse.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlowHeadHandlerTests {

    private final EmbeddedChannel channel =
            new EmbeddedChannel(new SlowHeadHandler(Duration.ofSeconds(30), Duration.ofSeconds(105)));

    @Test
    void noHeadInTimeThenClosed() {
        pass(29);
        assertThat(channel.isActive()).isTrue();
        pass(2);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void headInTimeThenTheAnswerMayTakeForever() {
        channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
        pass(10_000);
        assertThat(channel.isActive()).isTrue();

        channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
        pass(104);
        assertThat(channel.isActive()).isTrue();
        pass(2);
        assertThat(channel.isActive()).isFalse();
    }

    private void pass(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }
}
