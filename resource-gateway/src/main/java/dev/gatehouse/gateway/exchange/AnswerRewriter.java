package dev.gatehouse.gateway.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** Looks into those answers of upstreams that may hold what the client must not see. */
public interface AnswerRewriter {

    /** Makes sure that the answer to come can be read, before the request goes up. */
    void prepare(Exchange exchange, HttpHeaders up);

    /**
     * How the body of this answer is to be changed; empty when it passes as it is.
     *
     * @param headers of the answer, as they will go down; may be changed. Where the body is rewritten its length is unknown
     */
    Optional<Rewrite> rewriteOf(Exchange exchange, int status, HttpHeaders headers);

    /** Changes a body as it passes. Buffers that it drops it releases; an error breaks the exchange off. */
    interface Rewrite {

        /** Whether the body may be another than it was; one that is only listened to keeps its length. */
        default boolean changes() {
            return true;
        }

        /**
         * The body that the client is sent.
         *
         * @param loop where the body comes, and where what was done elsewhere comes back to
         */
        Flux<ByteBuf> apply(Flux<ByteBuf> body, Scheduler loop);
    }
}
