package dev.gatehouse.gateway.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.http.Room;
import dev.gatehouse.policy.server.FeaturePolicy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class EventStreamAnswerTests {

    private static final String LIST =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"wipe\"},{\"name\":\"echo\"}]}}";
    private static final String CUT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"echo\"}]}}";
    private static final String REFUSAL = "{\"refused\":true}";

    private final Room all = new Room(64L * 1024 * 1024, 64L * 1024 * 1024);
    private final Room.Share room = all.of("server");
    private final Look strict = new Look(ListReaderTests.ECHO_ONLY, false, true, null, (tools, cursor) -> {});
    private final Look lenient = new Look(FeaturePolicy.ALLOW_ALL, true, false, null, (tools, cursor) -> {});

    private final Scheduler workers = Schedulers.newSingle("worker");
    private final Scheduler loop = Schedulers.newSingle("loop");

    @AfterEach
    void stop() {
        workers.dispose();
        loop.dispose();
    }

    @AfterEach
    void nothingIsHeldForEver() {
        assertThat(all.used()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void streamInAnyLineEndingsCutAnywhereThenTheListIsCutDownAndTheRestIsAsItCame(String ending) {
        String before = ": hello\n\nid: 1\ndata:\n\nevent: message\nid: 2\ndata: ".replace("\n", ending);
        String after =
                "\n\n:ping\n\ndata: {\"method\":\"notifications/x\"}\nretry: 5\n\nevent: endpoint\ndata: /m?s=1\n\n"
                        .replace("\n", ending);
        String expected = before + CUT + after;
        byte[] stream = (before + LIST + after).getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= stream.length; size += size < 24 ? 1 : 17) {
            assertThat(passed(strict, pieces(stream, size)))
                    .as("pieces of %s", size)
                    .isEqualTo(expected);
        }
    }

    @Test
    void dataOfManyLinesThenReadAsOneAndWrittenAsMany() {
        String stream =
                "data: {\"id\":1,\"result\":\ndata:{\"tools\":[\ndata: {\"name\":\"wipe\"}\ndata\ndata: ],\ndata: \"x\":1}}\nid: 9\n\n";
        assertThat(passed(strict, stream))
                .isEqualTo("id: 9\ndata: {\"id\":1,\"result\":\ndata: {\"tools\":[],\ndata: \"x\":1}}\n\n");
    }

    @Test
    void commentsAndCompleteEventsThenPassAtOnceAndNothingBehindThem() {
        EventCutter cutter = new EventCutter(strict, room);
        assertThat(taken(cutter, ": ping\n")).isEqualTo(": ping\n");
        assertThat(taken(cutter, "\n")).isEqualTo("\n");
        assertThat(taken(cutter, "data: {}\n")).isEmpty();
        assertThat(taken(cutter, "\ndata: {\"a")).isEqualTo("data: {}\n\n");
        assertThat(taken(cutter, "\":1}\r\n\r")).isEqualTo("data: {\"a\":1}\r\n\r");
        assertThat(taken(cutter, "\n: x\r\n")).isEqualTo("\n: x\r\n");
        cutter.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"id\":1,\"result\":{\"tools\":[{\"name\":\"wipe\"}\n\n",
                "data: {\"id\":1,\"result\":{\"tools\":[],\"tools\":[{\"name\":\"wipe\"}]}}\n\n",
                "data: \ufeff{\"id\":1,\"result\":{\"tools\":[{\"name\":\"wipe\"}]}}\n\n",
                "data: x{\"id\":1,\"result\":{\"tools\":[{\"name\":\"wipe\"}]}}\n\n",
                "data: {\"id\":1,\"result\":{\"tools\":[{\"name\":\"wipe\"}"
            })
    void eventThatCannotBeReadThenARefusalInsteadAndTheEnd(String event) {
        String before = "data: {\"method\":\"x\"}\n\n";
        assertThat(passed(strict, before + event)).isEqualTo(before + "data: " + REFUSAL + "\n\n");
        assertThat(passed(strict, before, event, "data: {}\n\n")).isEqualTo(before + "data: " + REFUSAL + "\n\n");
    }

    @Test
    void eventThatCannotBeReadOnAStreamThatAnswersNothingThenBrokenOff() {
        List<String> seen = new ArrayList<>();
        EventStreamAnswer answer = new EventStreamAnswer(strict, room, null, workers);
        assertThatThrownBy(() -> answer.apply(body("data: {}\n\n", "data: {]\n\n"), loop)
                        .doOnNext(part -> seen.add(part.toString(StandardCharsets.UTF_8)))
                        .blockLast())
                .isInstanceOf(UnreadableException.class);
        assertThat(seen).containsExactly("data: {}\n\n");
    }

    @Test
    void eventWithoutItsEndThenCutDownAllTheSame() {
        assertThat(passed(strict, "\ufeffdata: " + LIST)).isEqualTo("data: " + CUT + "\n\n");
        assertThat(passed(strict, "data: " + LIST + "\n")).isEqualTo("data: " + CUT + "\n\n");
    }

    @Test
    void eventWithoutEndThenRefusedAtTheBoundOrPassedWhereNothingMustBeHidden() {
        String piece = "data: " + "x".repeat(64 * 1024) + "\n";
        Flux<ByteBuf> endless = Flux.generate(sink -> sink.next(buffer(piece)));
        assertThat(text(new EventStreamAnswer(strict, room, REFUSAL.getBytes(StandardCharsets.UTF_8), workers)
                        .apply(endless, loop)))
                .isEqualTo("data: " + REFUSAL + "\n\n");
        Flux<ByteBuf> long_ = Flux.range(0, 200).map(i -> buffer(piece));
        assertThat(text(new EventStreamAnswer(lenient, room, null, workers).apply(long_, loop)))
                .isEqualTo(piece.repeat(200));
    }

    @Test
    void moreHeldThanThereIsRoomForThenRefused() {
        Room small = new Room(4096, 4096);
        String event = "data: {\"a\":\"" + "x".repeat(10_000) + "\"}\n\n";
        assertThat(text(new EventStreamAnswer(
                                strict, small.of("server"), REFUSAL.getBytes(StandardCharsets.UTF_8), workers)
                        .apply(body(event), loop)))
                .isEqualTo("data: " + REFUSAL + "\n\n");
        assertThat(small.used()).isZero();
    }

    @Test
    void manyShortLinesThenReadWithoutReadingThemAgainAndAgain() {
        String stream = "a\n".repeat(2_000_000) + "data: " + LIST + "\n\n";
        long begin = System.nanoTime();
        assertThat(passed(strict, stream)).endsWith("data: " + CUT + "\n\n");
        assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
    }

    @Test
    void longFirstLineAndManyShortOnesThenItsEndIsLookedForOnce() {
        String stream = ":" + "c".repeat(4_000_000) + "\ndata: " + LIST + "\n" + "x\n".repeat(1_900_000) + "\n";
        byte[] event = ("x" + stream).getBytes(StandardCharsets.UTF_8);
        long begin = System.nanoTime();
        assertThat(EventLines.changed(event, strict)).hasSizeLessThan(event.length);
        assertThat(System.nanoTime() - begin).isLessThan(1_000_000_000L);
    }

    @Test
    void longEventsThenReadByTheWorkersAndAllPassOnTheLoopInTheirOrder() {
        List<String> readBy = new CopyOnWriteArrayList<>();
        List<String> passedBy = new CopyOnWriteArrayList<>();
        Look looking = new Look(
                ListReaderTests.ECHO_ONLY,
                false,
                true,
                "1",
                (tools, cursor) -> readBy.add(Thread.currentThread().getName()));
        String filling = " ".repeat(300 * 1024);
        String before = "data: {\"a\":1}\n\n";
        String after = "data: {\"b\":2}\n\n";
        String stream =
                before + "data: " + filling + LIST + "\n\n" + after + "data: " + filling + LIST + "\n\n" + after;
        EventStreamAnswer answer = new EventStreamAnswer(looking, room, null, workers);
        String all = text(answer.apply(
                        body(pieces(stream.getBytes(StandardCharsets.UTF_8), 60_000))
                                .publishOn(loop),
                        loop)
                .doOnNext(part -> passedBy.add(Thread.currentThread().getName())));
        String list = "data: " + filling + CUT + "\n\n";
        assertThat(all).isEqualTo(before + list + after + list + after);
        assertThat(readBy).hasSize(2).allMatch(name -> name.startsWith("worker"));
        assertThat(passedBy).isNotEmpty().allMatch(name -> name.startsWith("loop"));
    }

    @Test
    void longEventThatCannotBeReadThenARefusalAndNothingBehindIt() {
        String bad = "data: " + " ".repeat(300 * 1024) + "{]\n\n";
        assertThat(passed(strict, "data: {}\n\n" + bad + "data: {}\n\n"))
                .isEqualTo("data: {}\n\ndata: " + REFUSAL + "\n\n");
    }

    private String passed(Look look, String... parts) {
        EventStreamAnswer answer = new EventStreamAnswer(look, room, REFUSAL.getBytes(StandardCharsets.UTF_8), workers);
        return text(answer.apply(body(parts), loop));
    }

    private static String taken(EventCutter cutter, String bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        cutter.take(bytes.getBytes(StandardCharsets.UTF_8), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String[] pieces(byte[] stream, int size) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < stream.length; at += size) {
            pieces.add(new String(stream, at, Math.min(size, stream.length - at), StandardCharsets.UTF_8));
        }
        return pieces.toArray(String[]::new);
    }

    private static Flux<ByteBuf> body(String... parts) {
        return Flux.fromArray(parts).map(EventStreamAnswerTests::buffer);
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Flux<ByteBuf> body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        body.doOnNext(part -> {
                    byte[] bytes = new byte[part.readableBytes()];
                    part.readBytes(bytes);
                    part.release();
                    out.writeBytes(bytes);
                })
                .blockLast();
        return out.toString(StandardCharsets.UTF_8);
    }
}
