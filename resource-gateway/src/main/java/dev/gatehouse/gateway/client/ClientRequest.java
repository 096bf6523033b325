package dev.gatehouse.gateway.client;

import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.Answer.Header;
import dev.gatehouse.gateway.http.OwnLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client, and the answer to it: either {@link #answer one of our own}, or {@link #whole a whole one}, or one
 * that comes in parts: {@link #begin}, {@link #part}, {@link #end} or {@link #cut}. Everything on the event loop.
 */
public final class ClientRequest {

    private static final Watcher NOBODY = new Watcher() {};

    private final ClientConnection connection;
    private final HttpRequest request;
    private final OwnLoop loop;
    private final RequestBody body;
    private Watcher watcher = NOBODY;
    private boolean keepsAlive;
    private boolean bodyComing;
    private boolean begun;
    private boolean complete;
    private boolean over;

    ClientRequest(ClientConnection connection, HttpRequest request, OwnLoop loop) {
        this.connection = connection;
        this.request = request;
        this.loop = loop;
        this.body = new RequestBody(() -> connection.wanted(this));
        this.keepsAlive = !isOfOldProtocol() && HttpUtil.isKeepAlive(request);
    }

    /** Is told of what happens to an answer. */
    public interface Watcher {

        /** The client takes more of it. */
        default void writable() {}

        /**
         * There is nothing more to do. Called once.
         *
         * @param whole whether all of the answer has gone out; otherwise the client has left, or the answer was cut
         */
        default void over(boolean whole) {}
    }

    /** From now on this one is told. */
    public void watch(Watcher by) {
        watcher = by;
    }

    /** The method as sent. */
    public String method() {
        return request.method().name();
    }

    /** The request target as sent (RFC 9112 section 3.2). */
    public String target() {
        return request.uri();
    }

    /** The version of the protocol. */
    public HttpVersion version() {
        return request.protocolVersion();
    }

    /** The headers as sent. */
    public HttpHeaders headers() {
        return request.headers();
    }

    /** What could not be read of the head; empty when all of it could. */
    public Optional<Throwable> fault() {
        return Optional.ofNullable(request.decoderResult().cause());
    }

    /** Who is at the other end of the connection; null when it has gone. */
    public @Nullable InetSocketAddress peer() {
        return connection.peer();
    }

    /** Where everything happens. */
    public OwnLoop loop() {
        return loop;
    }

    /** The body. */
    public RequestBody body() {
        return body;
    }

    /** Whether the client speaks HTTP/1.0, which knows no chunks. */
    public boolean isOfOldProtocol() {
        return request.protocolVersion().minorVersion() == 0;
    }

    /** Whether an answer has begun. */
    public boolean hasBegun() {
        return begun;
    }

    /** Whether there is nobody to answer any more. */
    public boolean isOver() {
        return over;
    }

    /** Whether the client takes what it is sent as fast as it comes. */
    public boolean isWritable() {
        return connection.isWritable();
    }

    /**
     * Answers by ourselves. The answer ends the connection if it says so.
     *
     * @param more headers that do not depend on the answer
     */
    public void answer(Answer answer, List<Header> more) {
        boolean empty = method().equals("HEAD") || answer.body().length == 0;
        HttpHeaders head = new DefaultHttpHeaders();
        answer.headers().forEach(header -> head.add(header.name(), header.value()));
        for (Header header : more) {
            if (!head.contains(header.name())) {
                head.add(header.name(), header.value());
            }
        }
        if (answer.status() != 204) {
            head.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length));
        }
        keepsAlive &= !head.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
        connection.writeLast(
                this,
                full(
                        HttpResponseStatus.valueOf(answer.status()),
                        head,
                        empty ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body())));
    }

    /** Answers with all there is, whose length the head tells. */
    public void whole(HttpResponseStatus status, HttpHeaders head, ByteBuf content) {
        connection.writeLast(this, full(status, head, content));
    }

    private FullHttpResponse full(HttpResponseStatus status, HttpHeaders head, ByteBuf content) {
        begun = true;
        complete = true;
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, content, persistent(head), EmptyHttpHeaders.INSTANCE);
    }

    /** Begins to answer: with chunks where the head tells no length. Goes out with the next {@link #flush}. */
    public void begin(HttpResponseStatus status, HttpHeaders head) {
        begun = true;
        if (!head.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            if (isOfOldProtocol()) {
                keepsAlive = false;
            } else {
                head.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
        }
        connection.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, persistent(head)));
    }

    /** The next part, which is given away. Goes out with the next {@link #flush}. */
    public void part(ByteBuf content) {
        connection.write(new DefaultHttpContent(content));
    }

    /** What was written goes out now. */
    public void flush() {
        connection.flush();
    }

    /** That was all. */
    public void end() {
        complete = true;
        connection.writeLast(this, LastHttpContent.EMPTY_LAST_CONTENT);
    }

    /**
     * Ends the connection so that what the client has cannot be taken for the whole answer (RFC 9112 section 8).
     *
     * @param atOnce without waiting until the client has taken what is on its way
     */
    public void cut(boolean atOnce) {
        connection.cut(atOnce, isOfOldProtocol());
    }

    /** A client that may or may not send a body that it was not asked for (RFC 9110 section 10.1.1) begins anew. */
    private HttpHeaders persistent(HttpHeaders head) {
        keepsAlive &= !connection.mayOrMayNotSend(this);
        if (!keepsAlive) {
            head.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return head;
    }

    boolean keepsAlive() {
        return keepsAlive;
    }

    /** Whether the last part of an answer is written, or on its way. */
    boolean isComplete() {
        return complete;
    }

    /** The client was asked for the body, or sends it unasked. */
    void bodyIsComing() {
        bodyComing = true;
    }

    boolean isBodyComing() {
        return bodyComing;
    }

    boolean expectsContinue() {
        return HttpUtil.is100ContinueExpected(request);
    }

    void writable() {
        if (!over) {
            watcher.writable();
        }
    }

    void over(boolean whole) {
        if (!over) {
            over = true;
            watcher.over(whole);
        }
    }
}
