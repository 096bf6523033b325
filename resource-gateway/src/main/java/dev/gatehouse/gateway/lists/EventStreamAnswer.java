package dev.gatehouse.gateway.lists;

import dev.gatehouse.gateway.exchange.AnswerRewriter.Rewrite;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/**
 * An event stream (HTML standard, section 9.2): each event is looked at when it is complete, and passed on as it came
 * unless a list in it was changed. Comments pass at once.
 */
final class EventStreamAnswer implements Rewrite {

    private final EventCutter cutter;
    private final byte @Nullable [] refusal;
    private boolean refused;

    /**
     * For one body.
     *
     * @param refusal the JSON of the last event instead of one that cannot be read; null to break the stream off
     */
    EventStreamAnswer(Look look, Held.Room room, byte @Nullable [] refusal) {
        this.cutter = new EventCutter(look, room);
        this.refusal = refusal;
    }

    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> body) {
        return body.handle(this::part).concatWith(Mono.fromSupplier(this::rest)).doFinally(signal -> cutter.close());
    }

    private void part(ByteBuf part, SynchronousSink<ByteBuf> sink) {
        if (cutter.passesAll()) {
            sink.next(part);
            return;
        }
        byte[] bytes;
        try {
            bytes = ByteBufUtil.getBytes(part);
        } finally {
            part.release();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        try {
            cutter.take(bytes, out);
        } catch (UnreadableException e) {
            refuse(out, sink, e);
            return;
        }
        if (out.size() > 0) {
            sink.next(Unpooled.wrappedBuffer(out.toByteArray()));
        }
    }

    /** What is complete has gone; what cannot be read has not. */
    private void refuse(ByteArrayOutputStream out, SynchronousSink<ByteBuf> sink, UnreadableException problem) {
        refused = true;
        if (refusal == null) {
            if (out.size() > 0) {
                sink.next(Unpooled.wrappedBuffer(out.toByteArray()));
            }
            sink.error(problem);
            return;
        }
        out.writeBytes(EventLines.event(refusal));
        sink.next(Unpooled.wrappedBuffer(out.toByteArray()));
        sink.complete();
    }

    private @Nullable ByteBuf rest() {
        if (refused) {
            return null;
        }
        try {
            byte[] rest = cutter.rest();
            return rest.length == 0 ? null : Unpooled.wrappedBuffer(rest);
        } catch (UnreadableException e) {
            if (refusal == null) {
                throw e;
            }
            return Unpooled.wrappedBuffer(EventLines.event(refusal));
        }
    }
}
