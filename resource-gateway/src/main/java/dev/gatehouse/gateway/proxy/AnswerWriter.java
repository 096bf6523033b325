package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.Answer.Header;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Writes an answer of our own making, and lets the rest of the request's body run out behind it. */
final class AnswerWriter {

    private AnswerWriter() {}

    /**
     * Writes.
     *
     * @param more headers that do not depend on the answer
     */
    static Mono<Void> write(
            Answer answer, List<Header> more, boolean head, HttpServerResponse response, RequestBody body) {
        response.status(answer.status());
        response.chunkedTransfer(false);
        answer.headers().forEach(header -> response.addHeader(header.name(), header.value()));
        more.stream()
                .filter(header -> !response.responseHeaders().contains(header.name()))
                .forEach(header -> response.addHeader(header.name(), header.value()));
        if (answer.status() != 204) {
            response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length));
        }
        if (head || answer.body().length == 0) {
            return Mono.from(response.sendHeaders());
        }
        // The content is complete by its length; the exchange is not before the request is.
        Flux<ByteBuf> content = Flux.concat(
                Mono.fromSupplier(() -> Unpooled.wrappedBuffer(answer.body())),
                body.drop().flatMap(ended -> {
                    if (!ended) {
                        response.withConnection(
                                connection -> connection.channel().close());
                    }
                    return Mono.empty();
                }));
        return Mono.from(response.send(content, part -> true));
    }
}
