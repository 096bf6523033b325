package dev.gatehouse.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The body of one request: read up to a limit, or read and dropped. Lives on the event loop of its connection.
 *
 * <p>Dropping goes on for a while after a refusal, because a connection that is closed while its client still sends is
 * reset, and the reset overtakes the answer. More than the limit itself is dropped, or a body just beyond it would be cut.
 */
final class RequestBody extends BaseSubscriber<ByteBuf> {

    private static final int MAX_DROPPED = 16 * 1024 * 1024;
    private static final Duration MAX_LINGER = Duration.ofSeconds(2);

    private final HttpServerRequest request;
    private final Sinks.One<byte[]> whole = Sinks.one();
    private final Sinks.Empty<Boolean> end = Sinks.empty();
    private volatile @Nullable ByteArrayOutputStream kept;
    private int limit;
    private int dropped;
    private boolean started;
    private volatile boolean complete;

    RequestBody(HttpServerRequest request) {
        this.request = request;
    }

    /** Reads it whole; fails with {@link TooLarge} at the first byte beyond the limit. */
    Mono<byte[]> read(int maximum) {
        return Mono.defer(() -> {
            limit = maximum;
            kept = new ByteArrayOutputStream(1024);
            start();
            return whole.asMono();
        });
    }

    /** Reads and drops what is left, within limits of size and time. Whether the end was reached. */
    Mono<Boolean> drop() {
        return Mono.defer(() -> {
            kept = null;
            if (!hasBody() || complete) {
                return Mono.just(true);
            }
            start();
            return end.asMono().timeout(MAX_LINGER, Mono.empty()).then(Mono.fromSupplier(() -> complete));
        });
    }

    private boolean hasBody() {
        HttpHeaders headers = request.requestHeaders();
        return headers.contains("transfer-encoding")
                || !headers.get("content-length", "0").equals("0");
    }

    private void start() {
        if (!started) {
            started = true;
            request.receive().subscribe(this);
        }
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        requestUnbounded();
    }

    @Override
    protected void hookOnNext(ByteBuf part) {
        ByteArrayOutputStream keeping = kept;
        if (keeping == null) {
            dropped += part.readableBytes();
            if (dropped > MAX_DROPPED) {
                end.tryEmitEmpty();
            }
            return;
        }
        if (keeping.size() + part.readableBytes() > limit) {
            kept = null;
            whole.tryEmitError(new TooLarge());
            return;
        }
        byte[] copy = new byte[part.readableBytes()];
        part.getBytes(part.readerIndex(), copy);
        keeping.writeBytes(copy);
    }

    @Override
    protected void hookOnComplete() {
        complete = true;
        ByteArrayOutputStream keeping = kept;
        if (keeping != null) {
            whole.tryEmitValue(keeping.toByteArray());
        }
        end.tryEmitEmpty();
    }

    @Override
    protected void hookOnError(Throwable failure) {
        whole.tryEmitError(failure);
        end.tryEmitEmpty();
    }

    /** The body is larger than what is read. */
    static final class TooLarge extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("the body is too large", null, false, false);
        }
    }
}
