package dev.gatehouse.gateway.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The event loop of a client's connection, where every exchange on it begins, goes on and ends. */
public final class OwnLoop {

    /** One for each loop, not one for each exchange. */
    private static final FastThreadLocal<OwnLoop> CURRENT = new FastThreadLocal<>();

    private final EventLoop loop;
    private final Scheduler scheduler;

    private OwnLoop(EventLoop loop) {
        this.loop = loop;
        this.scheduler = Schedulers.fromExecutor(this::run);
    }

    /** This one. */
    public static OwnLoop of(EventLoop loop) {
        if (!loop.inEventLoop()) {
            return new OwnLoop(loop);
        }
        @Nullable OwnLoop known = CURRENT.get();
        if (known == null || known.loop != loop) {
            known = new OwnLoop(loop);
            CURRENT.set(known);
        }
        return known;
    }

    /** The loop itself. */
    public EventLoop loop() {
        return loop;
    }

    /**
     * Goes on here with what a future brings; at once when it is there already. Nothing cancels the future: others may wait
     * for the same.
     */
    public <T> void then(CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> next) {
        if (future.isDone() && !future.isCompletedExceptionally() && loop.inEventLoop()) {
            next.accept(future.join(), null);
            return;
        }
        future.whenComplete((found, failure) -> run(() -> next.accept(
                found,
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure)));
    }

    /** Runs something here; at once when this is called here. Nothing is run any more when the gateway has stopped. */
    public void run(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
            return;
        }
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loops have ended, and every connection with them.
        }
    }

    /** The same as a scheduler; at once when it is there already. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** Runs something later, unless what is returned is cancelled before. */
    public Future<?> later(Runnable task, long millis) {
        return loop.schedule(task, millis, TimeUnit.MILLISECONDS);
    }
}
