package dev.gatehouse.gateway.proxy;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The event loop of a client's connection, where every exchange must go on and end. Reactor Netty closes the books on an
 * exchange in whatever thread its result completes; in another thread than the loop this races with the connection's next
 * request, which may then never be answered.
 */
final class OwnLoop {

    /** One for each loop, not one for each exchange. */
    private static final FastThreadLocal<OwnLoop> CURRENT = new FastThreadLocal<>();

    private final EventLoop loop;
    private final Scheduler scheduler;

    private OwnLoop(EventLoop loop) {
        this.loop = loop;
        this.scheduler = Schedulers.fromExecutor(task -> {
            if (loop.inEventLoop()) {
                task.run();
            } else {
                loop.execute(task);
            }
        });
    }

    /** That of this client's connection. */
    static OwnLoop of(HttpServerResponse response) {
        OwnLoop[] found = new OwnLoop[1];
        response.withConnection(connection -> found[0] = of(connection.channel().eventLoop()));
        return found[0];
    }

    private static OwnLoop of(EventLoop loop) {
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

    /** The same, with its outcome on this loop; at once when it is there already. */
    <T> Mono<T> back(Mono<T> outcome) {
        return outcome instanceof Callable ? outcome : outcome.publishOn(scheduler);
    }

    /** What a future brings, on this loop. Whoever stops waiting does not cancel it: others may wait for the same. */
    <T> Mono<T> back(CompletableFuture<T> future) {
        return future.isDone() && !future.isCompletedExceptionally()
                ? Mono.just(future.join())
                : Mono.fromFuture(future, true).publishOn(scheduler);
    }

    /** The same as a scheduler; at once when it is there already. */
    Scheduler scheduler() {
        return scheduler;
    }

    /** Runs something later, unless what is returned is cancelled before. */
    java.util.concurrent.Future<?> later(Runnable task, long millis) {
        return loop.schedule(task, millis, TimeUnit.MILLISECONDS);
    }
}
