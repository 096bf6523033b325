package dev.gatehouse.gateway.lists;

import dev.gatehouse.gateway.exchange.AnswerRewriter.Rewrite;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/** An answer that is one JSON document: read whole, then passed on. */
final class WholeAnswer implements Rewrite {

    private static final int PARSED_ON_EVENT_LOOP = 256 * 1024;

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
    WholeAnswer(Look look, Held.Room room, byte[] refusal, Scheduler workers) {
        this.look = look;
        this.held = new Held(room);
        this.refusal = refusal;
        this.workers = workers;
    }

    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> body) {
        return body.handle(this::part)
                .concatWith(Mono.defer(this::rest))
                .onErrorResume(UnreadableException.class, e -> Mono.just(Unpooled.wrappedBuffer(refusal)))
                .doFinally(signal -> held.close());
    }

    private void part(ByteBuf part, SynchronousSink<ByteBuf> sink) {
        if (passing) {
            sink.next(part);
            return;
        }
        byte[] bytes;
        try {
            bytes = ByteBufUtil.getBytes(part);
        } finally {
            part.release();
        }
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

    private Mono<ByteBuf> rest() {
        byte[] whole = held.bytes();
        if (whole.length == 0) {
            return Mono.empty();
        }
        Mono<ByteBuf> changed = Mono.fromSupplier(() -> Unpooled.wrappedBuffer(changed(whole)));
        return whole.length > PARSED_ON_EVENT_LOOP ? changed.subscribeOn(workers) : changed;
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
