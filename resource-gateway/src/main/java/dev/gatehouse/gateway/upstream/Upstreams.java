package dev.gatehouse.gateway.upstream;

import dev.gatehouse.gateway.http.JudgedAddresses;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.springframework.stereotype.Component;
import reactor.netty.resources.LoopResources;

/** Sends requests to upstreams, each from the event loop that it is called on. Every address is judged whenever it is dialled. */
@Component
public final class Upstreams {

    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final int HANDSHAKE_TIMEOUT_MILLIS = 10_000;
    private static final int MAX_PREPARED = 2_000;

    private final Class<? extends SocketChannel> channels;
    private final JudgedAddresses addresses;
    private final SslContext tls;
    private final FastThreadLocal<OfLoop> ofThisLoop = new FastThreadLocal<>();

    Upstreams(LoopResources loops, JudgedAddresses addresses) throws SSLException {
        this.channels = loops.onChannelClass(SocketChannel.class, loops.onServer(LoopResources.DEFAULT_NATIVE));
        this.addresses = addresses;
        this.tls = SslContextBuilder.forClient()
                .endpointIdentificationAlgorithm("HTTPS")
                .build();
    }

    /** What an event loop knows. */
    private record OfLoop(EventLoop loop, UpstreamPool pool, Map<URI, Target> targets) {}

    /**
     * An upstream, taken apart once.
     *
     * @param path the request target (RFC 9112 section 3.2.1)
     */
    private record Target(UpstreamPlace place, String path, String host) {

        static Target of(URI upstream) {
            String path =
                    upstream.getRawPath() == null || upstream.getRawPath().isEmpty() ? "/" : upstream.getRawPath();
            String query = upstream.getRawQuery();
            int port = upstream.getPort();
            UpstreamPlace place = UpstreamPlace.of(upstream);
            boolean usual = port < 0 || port == (place.tls() ? 443 : 80);
            return new Target(
                    place,
                    query == null ? path : path + "?" + query,
                    usual ? upstream.getHost() : upstream.getHost() + ":" + port);
        }
    }

    /**
     * Sends a request, with a Host and a Content-Length of its own. To be called on an event loop; the answer is told there.
     *
     * @param headers all others, given away
     * @param content given away; empty for none
     */
    public UpstreamCall send(
            EventLoop loop,
            URI upstream,
            HttpMethod method,
            HttpHeaders headers,
            ByteBuf content,
            UpstreamAnswer answer) {
        OfLoop here = ofThisLoop.get();
        if (here == null || here.loop != loop) {
            here = new OfLoop(loop, new UpstreamPool(loop), new HashMap<>());
            ofThisLoop.set(here);
        }
        Target target = target(here.targets, upstream);
        headers.set(HttpHeaderNames.HOST, target.host);
        if (content.isReadable() || method.equals(HttpMethod.POST)) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(content.readableBytes()));
        }
        UpstreamCall call = new UpstreamCall(
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1, method, target.path, content, headers, EmptyHttpHeaders.INSTANCE),
                answer);
        UpstreamConnection idle = here.pool.take(target.place);
        if (idle != null) {
            idle.send(call);
        } else if (here.pool.mayConnect(target.place)) {
            new Dial(here, target.place, call).resolve();
        } else {
            call.fail(new UpstreamBusyException());
        }
        return call;
    }

    private static Target target(Map<URI, Target> known, URI upstream) {
        Target target = known.get(upstream);
        if (target == null) {
            if (known.size() >= MAX_PREPARED) {
                known.clear();
            }
            target = Target.of(upstream);
            known.put(upstream, target);
        }
        return target;
    }

    /** One new connection: its addresses are tried in turn. */
    private final class Dial {

        private final OfLoop here;
        private final UpstreamPlace place;
        private final UpstreamCall call;

        private Dial(OfLoop here, UpstreamPlace place, UpstreamCall call) {
            this.here = here;
            this.place = place;
            this.call = call;
        }

        private void resolve() {
            Future<List<InetSocketAddress>> found =
                    addresses.getResolver(here.loop).resolveAll(place.address());
            found.addListener(done -> {
                if (done.isSuccess()) {
                    connect(found.getNow().iterator());
                } else {
                    failed(done.cause());
                }
            });
        }

        private void connect(Iterator<InetSocketAddress> left) {
            if (call.isOver()) {
                here.pool.connected(place);
                return;
            }
            new Bootstrap()
                    .group(here.loop)
                    .channel(channels)
                    .disableResolver()
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new Pipeline(here.pool, place))
                    .connect(left.next())
                    .addListener((ChannelFutureListener) done -> {
                        if (done.isSuccess()) {
                            secured(done);
                        } else if (left.hasNext()) {
                            connect(left);
                        } else {
                            failed(done.cause());
                        }
                    });
        }

        private void secured(ChannelFuture connected) {
            Channel channel = connected.channel();
            SslHandler handler = channel.pipeline().get(SslHandler.class);
            if (handler == null) {
                ready(channel);
                return;
            }
            handler.handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    ready(channel);
                } else {
                    failed(done.cause());
                }
            });
        }

        private void ready(Channel channel) {
            here.pool.connected(place);
            UpstreamConnection connection = channel.pipeline().get(UpstreamConnection.class);
            if (call.isOver()) {
                here.pool.put(connection);
            } else {
                connection.send(call);
            }
        }

        private void failed(Throwable why) {
            here.pool.connected(place);
            call.fail(why);
        }
    }

    private final class Pipeline extends ChannelInitializer<SocketChannel> {

        private final UpstreamPool pool;
        private final UpstreamPlace place;

        private Pipeline(UpstreamPool pool, UpstreamPlace place) {
            this.pool = pool;
            this.place = place;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            if (place.tls()) {
                SslHandler handler = tls.newHandler(channel.alloc(), place.host(), place.port());
                handler.setHandshakeTimeout(HANDSHAKE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
                channel.pipeline().addLast(handler);
            }
            AnswerDecoder decoder = new AnswerDecoder(
                    new HttpDecoderConfig().setMaxInitialLineLength(8 * 1024).setMaxHeaderSize(32 * 1024));
            channel.pipeline()
                    .addLast(decoder)
                    .addLast(new HttpRequestEncoder())
                    .addLast(new UpstreamConnection(pool, place, channel, decoder));
        }
    }
}
