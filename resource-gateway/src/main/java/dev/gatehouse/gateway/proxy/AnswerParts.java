package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.http.OwnLoop;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The parts of an upstream's answer for those who look into them: each is given to the one subscriber, as fast as it asks. What
 * nobody takes is released at the end. Lives on one event loop, but may be asked and cancelled from anywhere.
 */
final class AnswerParts extends Flux<ByteBuf> implements Subscription {

    private final OwnLoop loop;
    private final Consumer<Boolean> wants;
    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    private @Nullable CoreSubscriber<? super ByteBuf> subscriber;
    private @Nullable Throwable failure;
    private long demand;
    private boolean complete;
    private boolean closed;
    private boolean giving;

    /**
     * Nothing yet.
     *
     * @param wants is told whether more should come now
     */
    AnswerParts(OwnLoop loop, Consumer<Boolean> wants) {
        this.loop = loop;
        this.wants = wants;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> by) {
        if (subscriber != null) {
            Operators.error(by, new IllegalStateException("an answer is read once"));
            return;
        }
        subscriber = by;
        by.onSubscribe(this);
        loop.run(this::give);
    }

    @Override
    public void request(long more) {
        loop.run(() -> {
            demand = Operators.addCap(demand, more);
            give();
        });
    }

    @Override
    public void cancel() {
        loop.run(this::close);
    }

    /** The next one, given away. */
    void part(ByteBuf part) {
        if (closed) {
            part.release();
            return;
        }
        waiting.add(part);
        give();
    }

    /** That was all. */
    void end() {
        complete = true;
        give();
    }

    /** No more will come, and it was not all. */
    void fail(Throwable why) {
        failure = why;
        give();
    }

    /** Nobody wants more. */
    void close() {
        closed = true;
        while (!waiting.isEmpty()) {
            waiting.remove().release();
        }
        wants.accept(true);
    }

    private void give() {
        CoreSubscriber<? super ByteBuf> to = subscriber;
        if (giving || closed) {
            return;
        }
        if (to != null) {
            giving = true;
            while (demand > 0 && !waiting.isEmpty()) {
                demand--;
                to.onNext(waiting.remove());
            }
            giving = false;
            giveEnd(to);
        }
        if (!closed) {
            wants.accept(waiting.isEmpty());
        }
    }

    private void giveEnd(CoreSubscriber<? super ByteBuf> to) {
        boolean last = complete || failure != null;
        if (!last || closed || !waiting.isEmpty()) {
            return;
        }
        closed = true;
        if (failure != null) {
            to.onError(failure);
        } else {
            to.onComplete();
        }
    }
}
