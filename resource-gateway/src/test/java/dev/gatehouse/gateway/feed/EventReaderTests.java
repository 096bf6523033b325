package dev.gatehouse.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventReaderTests {

    private static final String STREAM = ": comment\n\nevent: changes\nid: c 1\ndata: {\"a\":\"é\"}\n\n"
            + "data:one\r\ndata: two\r\n\r\nevent: alive\n\ndata\ndatax: no\ndata: \n\ndata: last\n\n";

    @Test
    void cutAnywhereThenTheSameEvents() throws Exception {
        byte[] bytes = STREAM.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            EventReader reader = new EventReader(1000);
            List<String> events = new ArrayList<>();
            int from = 0;
            while (from < bytes.length) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(1 + round % 40));
                for (byte[] event : reader.read(Arrays.copyOfRange(bytes, from, to))) {
                    events.add(new String(event, StandardCharsets.UTF_8));
                }
                from = to;
            }
            assertThat(events).containsExactly("{\"a\":\"é\"}", "one\ntwo", "", "last");
        }
    }

    @Test
    void tooLargeThenRefusedHoweverItIsCut() {
        EventReader oneLine = new EventReader(100);
        assertThatThrownBy(() -> oneLine.read(new byte[101])).isInstanceOf(FeedException.class);
        EventReader many = new EventReader(100);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        many.read("data: 1234567890\n".getBytes(StandardCharsets.UTF_8));
                    }
                })
                .isInstanceOf(FeedException.class);
    }
}
