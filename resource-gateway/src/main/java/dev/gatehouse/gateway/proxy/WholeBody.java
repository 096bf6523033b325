package dev.gatehouse.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.ByteBufFlux;

/** A small body of known length in one piece, which most come in anyway. Belongs to whoever receives it. */
final class WholeBody extends BaseSubscriber<ByteBuf> {

    private final MonoSink<ByteBuf> sink;
    private final int length;
    private @Nullable ByteBuf kept;

    private WholeBody(MonoSink<ByteBuf> sink, int length) {
        this.sink = sink;
        this.length = length;
    }

    /** Fails as the body fails. */
    static Mono<ByteBuf> of(ByteBufFlux parts, int length) {
        return Mono.create(sink -> {
            WholeBody whole = new WholeBody(sink, length);
            sink.onDispose(whole);
            parts.subscribe(whole);
        });
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        requestUnbounded();
    }

    @Override
    protected void hookOnNext(ByteBuf part) {
        ByteBuf before = kept;
        if (before == null && part.readableBytes() == length) {
            kept = part.retain();
            return;
        }
        ByteBuf into = before == null ? Unpooled.buffer(length) : before;
        into.writeBytes(part);
        kept = into;
    }

    @Override
    protected void hookOnComplete() {
        ByteBuf whole = kept;
        kept = null;
        if (whole == null) {
            sink.error(new IOException("the answer promised a body and brought none"));
        } else {
            sink.success(whole);
        }
    }

    @Override
    protected void hookOnError(Throwable failure) {
        release();
        sink.error(failure);
    }

    @Override
    protected void hookOnCancel() {
        release();
    }

    private void release() {
        ByteBuf whole = kept;
        kept = null;
        if (whole != null) {
            whole.release();
        }
    }
}
