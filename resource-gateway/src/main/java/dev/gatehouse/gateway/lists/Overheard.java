package dev.gatehouse.gateway.lists;

import dev.gatehouse.gateway.exchange.AnswerRewriter.Rewrite;
import dev.gatehouse.gateway.http.Held;
import dev.gatehouse.gateway.http.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** An answer that passes as it comes, and is read behind it if it is small enough. */
final class Overheard implements Rewrite {

    private static final int MAX = 1024 * 1024;
    private static final int READ_ON_EVENT_LOOP = 64 * 1024;

    private final Consumer<byte[]> reader;
    private final Held held;
    private final Scheduler workers;
    private boolean tooMuch;

    private Overheard(Consumer<byte[]> reader, Room.Share room, Scheduler workers) {
        this.reader = reader;
        this.held = new Held(room, ListReader.MAX);
        this.workers = workers;
    }

    static Overheard json(Look look, Room.Share room, Scheduler workers) {
        return new Overheard(json -> ListReader.changed(json, look), room, workers);
    }

    static Overheard events(Look look, Room.Share room, Scheduler workers) {
        return new Overheard(
                events -> {
                    try (EventCutter cutter = new EventCutter(look, room)) {
                        cutter.take(events, new ByteArrayOutputStream());
                    }
                },
                room,
                workers);
    }

    @Override
    public boolean changes() {
        return false;
    }

    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> body, Scheduler loop) {
        return body.doOnNext(this::hear).doOnComplete(this::read).doFinally(signal -> held.close());
    }

    private void hear(ByteBuf part) {
        tooMuch = tooMuch || held.size() + part.readableBytes() > MAX || !held.add(ByteBufUtil.getBytes(part));
    }

    private void read() {
        if (tooMuch) {
            return;
        }
        byte[] whole = held.bytes();
        if (whole.length <= READ_ON_EVENT_LOOP) {
            quietly(whole);
            return;
        }
        try {
            workers.schedule(() -> quietly(whole));
        } catch (RejectedExecutionException e) {
            // There is too much to do: it is learned another time.
        }
    }

    private void quietly(byte[] whole) {
        try {
            reader.accept(whole);
        } catch (UnreadableException e) {
            // Nothing is learned from what cannot be read.
        }
    }
}
