package dev.gatehouse.gateway.lists;

import dev.gatehouse.gateway.exchange.AnswerRewriter.Rewrite;
import dev.gatehouse.gateway.http.Held;
import dev.gatehouse.gateway.http.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/** An answer that is one JSON document: read whole, then passed on. */
final class WholeAnswer implements Rewrite {

    private final Look look;
    private final Held held;
    private final byte[] refusal;
    private final Scheduler workers;
    private boolean passing;

    /**
     * For one body.
     *
     * @param refusal what is said instead of an answer that cannot be read
     */
    WholeAnswer(Look look, Room.Share room, byte[] refusal, Scheduler workers) {
        this.look = look;
        this.held = new Held(room, ListReader.MAX);
        this.refusal = refusal;
        this.workers = workers;
    }

    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> body, Scheduler loop) {
        return body.handle(this::part)
                .concatWith(Mono.defer(() -> rest(loop)))
                .onErrorResume(UnreadableException.class, e -> Mono.just(Unpooled.wrappedBuffer(refusal)))
                .doFinally(signal -> held.close());
    }

    private void part(ByteBuf part, SynchronousSink<ByteBuf> sink) {
        if (passing) {
            sink.next(part);
            return;
        }
        byte[] bytes = Parts.take(part);
        if (held.add(bytes)) {
            return;
        }
        if (look.strict()) {
            sink.error(new UnreadableException("too much to be read"));
            return;
        }
        passing = true;
        sink.next(Unpooled.wrappedBuffer(held.bytes(), bytes));
        held.clear();
    }

    private Mono<ByteBuf> rest(Scheduler loop) {
        byte[] whole = held.bytes();
        if (whole.length == 0) {
            return Mono.empty();
        }
        Mono<ByteBuf> changed = Mono.fromSupplier(() -> Unpooled.wrappedBuffer(changed(whole)));
        return whole.length > Parts.READ_ON_EVENT_LOOP
                ? changed.subscribeOn(workers).publishOn(loop)
                : changed;
    }

    private byte[] changed(byte[] whole) {
        try {
            return ListReader.changed(whole, look);
        } catch (UnreadableException e) {
            if (look.strict()) {
                throw e;
            }
            return whole;
        }
    }
}
