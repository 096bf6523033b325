package dev.gatehouse.gateway.http;

import dev.gatehouse.gateway.settings.GatewaySettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Requests of the gateway itself: no redirects, one time limit for everything, one size limit. The operator has named the
 * authorization server; every other address comes from an admin, and is judged whenever it is connected to.
 */
@Component
public final class BoundedHttp {

    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    private final URI authorizationServer;
    private final HttpClient known;
    private final HttpClient judged;

    BoundedHttp(LoopResources loops, GatewaySettings settings, JudgedAddresses addresses) {
        this.authorizationServer = settings.authUrl();
        this.known = client("own-requests", loops);
        this.judged = client("foreign-requests", loops).resolver(addresses);
    }

    private static HttpClient client(String name, LoopResources loops) {
        ConnectionProvider pool = ConnectionProvider.builder(name)
                .maxConnections(16)
                .pendingAcquireMaxCount(64)
                .pendingAcquireTimeout(Duration.ofSeconds(2))
                .maxIdleTime(Duration.ofSeconds(4))
                .build();
        return HttpClient.create(pool)
                .runOn(loops)
                .followRedirect(false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS);
    }

    /**
     * Fetches.
     *
     * @param limit the largest body accepted, in bytes
     * @param timeout for the whole exchange
     */
    public Mono<Fetched> get(URI uri, Map<String, String> headers, int limit, Duration timeout) {
        return fetched(to(uri).headers(h -> headers.forEach(h::set)).get().uri(uri), limit)
                .timeout(timeout);
    }

    /**
     * Posts a form.
     *
     * @param limit the largest body accepted, in bytes
     * @param timeout for the whole exchange
     */
    public Mono<Fetched> post(URI uri, Map<String, String> headers, String form, int limit, Duration timeout) {
        return fetched(
                        to(uri).headers(h -> {
                                    headers.forEach(h::set);
                                    h.set("content-type", "application/x-www-form-urlencoded");
                                })
                                .post()
                                .uri(uri)
                                .send(ByteBufMono.fromString(Mono.just(form))),
                        limit)
                .timeout(timeout);
    }

    private HttpClient to(URI uri) {
        boolean own = authorizationServer.getScheme().equalsIgnoreCase(uri.getScheme())
                && authorizationServer.getHost().equalsIgnoreCase(uri.getHost())
                && authorizationServer.getPort() == uri.getPort();
        return own ? known : judged;
    }

    /**
     * Opens an answer that comes bit by bit and need not end: its head, then its body as it arrives. It is up to the caller to
     * ask for no more than they can hold, and to give up; cancelling closes the connection.
     */
    public Flux<Piece> open(URI uri, Map<String, String> headers) {
        return to(uri).headers(h -> headers.forEach(h::set))
                .get()
                .uri(uri)
                .response((response, body) -> Flux.concat(
                        Mono.just(new Piece.Head(
                                response.status().code(),
                                response.responseHeaders().get("content-type", ""))),
                        body.asByteArray().map(Piece.Part::new)));
    }

    /**
     * Posts JSON.
     *
     * @param headers the content type among them
     * @param limit the largest body accepted, in bytes
     * @param timeout for the whole exchange
     */
    public Mono<Fetched> postJson(URI uri, Map<String, String> headers, byte[] json, int limit, Duration timeout) {
        return fetched(
                        to(uri).headers(h -> {
                                    headers.forEach(h::set);
                                    h.set("content-length", Integer.toString(json.length));
                                })
                                .post()
                                .uri(uri)
                                .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(json))),
                        limit)
                .timeout(timeout);
    }

    /** A body as a whole; an error when it is larger than the limit. */
    public static Mono<byte[]> whole(Flux<ByteBuf> body, int limit) {
        return body.reduceWith(() -> new Collected(limit), Collected::add).map(all -> all.bytes.toByteArray());
    }

    private static Mono<Fetched> fetched(HttpClient.ResponseReceiver<?> exchange, int limit) {
        return exchange.response((response, body) -> response.status().code() == 200
                        ? whole(body, limit).map(bytes -> new Fetched(200, bytes))
                        : Mono.just(new Fetched(response.status().code(), new byte[0])))
                .single();
    }

    private static final class Collected {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int limit;

        private Collected(int limit) {
            this.limit = limit;
        }

        private Collected add(ByteBuf part) {
            if (bytes.size() + part.readableBytes() > limit) {
                throw new UncheckedIOException(new IOException("the answer is larger than " + limit + " bytes"));
            }
            byte[] copy = new byte[part.readableBytes()];
            part.getBytes(part.readerIndex(), copy);
            bytes.writeBytes(copy);
            return this;
        }
    }

    /** A piece of an answer that comes bit by bit. */
    public sealed interface Piece {

        /** The first one. */
        record Head(int status, String contentType) implements Piece {}

        /** Some bytes of the body. */
        record Part(byte[] bytes) implements Piece {}
    }

    /**
     * What came back.
     *
     * @param body the body of a 200, empty otherwise
     */
    public record Fetched(int status, byte[] body) {}
}
