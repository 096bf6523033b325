package dev.gatehouse.gateway.proxy;

import io.netty.channel.EventLoop;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The event loop of a client's connection, where every exchange must go on and end. Reactor Netty closes the books on an
 * exchange in whatever thread its result completes; in another thread than the loop this races with the connection's next
 * request, which may then never be answered.
 */
final class OwnLoop {

    private OwnLoop() {}

    /** To publish on; runs at once what is there already. */
    static Scheduler of(HttpServerResponse response) {
        AtomicReference<@Nullable EventLoop> found = new AtomicReference<>();
        response.withConnection(connection -> found.set(connection.channel().eventLoop()));
        EventLoop loop = Objects.requireNonNull(found.get());
        return Schedulers.fromExecutor(task -> {
            if (loop.inEventLoop()) {
                task.run();
            } else {
                loop.execute(task);
            }
        });
    }
}
