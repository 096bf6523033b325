package dev.gatehouse.gateway.lists;

import dev.gatehouse.gateway.exchange.AnswerRewriter.Rewrite;
import dev.gatehouse.gateway.http.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/**
 * An event stream (HTML standard, section 9.2): each event is looked at when it is complete, and passed on as it came
 * unless a list in it was changed. Comments pass at once. A long event is read elsewhere; what follows waits for it.
 */
final class EventStreamAnswer implements Rewrite {

    private final Look look;
    private final Room.Share room;
    private final EventCutter cutter;
    private final byte @Nullable [] refusal;
    private final Scheduler workers;
    private List<Piece> pieces = new ArrayList<>();
    private long longEvents;
    private boolean broken;

    /**
     * For one body.
     *
     * @param refusal the JSON of the last event instead of one that cannot be read; null to break the stream off
     */
    EventStreamAnswer(Look look, Room.Share room, byte @Nullable [] refusal, Scheduler workers) {
        this.look = look;
        this.room = room;
        this.cutter = new EventCutter(look, room, this::read);
        this.refusal = refusal;
        this.workers = workers;
    }

    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> body, Scheduler loop) {
        return body.handle(this::part)
                .concatWith(Mono.fromSupplier(this::rest))
                .concatMap(next -> passed(next, loop), 1)
                .onErrorResume(UnreadableException.class, this::refused)
                .doFinally(signal -> close());
    }

    private void part(ByteBuf part, SynchronousSink<List<Piece>> sink) {
        byte[] bytes = Parts.take(part);
        if (cutter.passesAll()) {
            sink.next(List.of(new Piece.Ready(bytes)));
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        try {
            cutter.take(bytes, out);
            ready(out);
        } catch (UnreadableException e) {
            // What is complete goes; what cannot be read does not.
            broken = true;
            ready(out);
            pieces.add(new Piece.Broken(e));
        }
        if (!pieces.isEmpty()) {
            sink.next(pieces);
            pieces = new ArrayList<>();
        }
        if (broken) {
            sink.complete();
        }
    }

    private void read(byte[] event, ByteArrayOutputStream out) {
        if (event.length <= Parts.READ_ON_EVENT_LOOP || !room.take(event.length)) {
            out.writeBytes(EventLines.changed(event, look));
            return;
        }
        longEvents += event.length;
        ready(out);
        pieces.add(new Piece.Long(event));
    }

    private void ready(ByteArrayOutputStream out) {
        if (out.size() > 0) {
            pieces.add(new Piece.Ready(out.toByteArray()));
            out.reset();
        }
    }

    private @Nullable List<Piece> rest() {
        byte[] rest = broken ? new byte[0] : cutter.rest();
        if (rest.length == 0) {
            return null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(rest.length);
        read(rest, out);
        ready(out);
        return pieces;
    }

    private Flux<ByteBuf> passed(List<Piece> next, Scheduler loop) {
        return next.size() == 1
                ? passed(next.get(0), loop).flux()
                : Flux.fromIterable(next).concatMap(piece -> passed(piece, loop), 1);
    }

    private Mono<ByteBuf> passed(Piece piece, Scheduler loop) {
        if (piece instanceof Piece.Ready ready) {
            return Mono.just(Unpooled.wrappedBuffer(ready.bytes()));
        }
        if (piece instanceof Piece.Long event) {
            return Mono.fromSupplier(() -> Unpooled.wrappedBuffer(EventLines.changed(event.bytes(), look)))
                    .subscribeOn(workers)
                    .publishOn(loop)
                    .doOnTerminate(() -> over(event.bytes().length));
        }
        return Mono.error(((Piece.Broken) piece).problem());
    }

    private Mono<ByteBuf> refused(UnreadableException problem) {
        return refusal == null ? Mono.error(problem) : Mono.just(Unpooled.wrappedBuffer(EventLines.event(refusal)));
    }

    private void over(long length) {
        longEvents -= length;
        room.give(length);
    }

    private void close() {
        over(longEvents);
        cutter.close();
    }

    /** Of the body, in order. */
    private sealed interface Piece {

        /** What may pass. */
        record Ready(byte[] bytes) implements Piece {}

        /** An event that takes some time to read. */
        record Long(byte[] bytes) implements Piece {}

        /** Here it ends. */
        record Broken(UnreadableException problem) implements Piece {}
    }
}
