package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.client.ClientConnection;
import dev.gatehouse.gateway.client.HeadRoomHandler;
import dev.gatehouse.gateway.client.RequestDecoder;
import dev.gatehouse.gateway.client.SlowHeadHandler;
import dev.gatehouse.gateway.http.Room;
import dev.gatehouse.gateway.settings.GatewaySettings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.netty.ChannelBindException;
import reactor.netty.resources.LoopResources;

/** The gateway's HTTP server. */
@Component
public final class GatewayServer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);

    private static final Duration IDLE = Duration.ofSeconds(75);
    private static final Duration HEAD = Duration.ofSeconds(30);
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final Duration CUT = Duration.ofSeconds(2);

    private final GatewaySettings settings;
    private final LoopResources loops;
    private final Router router;
    private volatile ChannelGroup clients = none();

    private final Room.Share heads = Room.wholeInHeap(RequestDecoder.MAX_HEAD);

    private volatile boolean stopping;
    private volatile List<Channel> bound = List.of();

    GatewayServer(GatewaySettings settings, LoopResources loops, Router router) {
        this.settings = settings;
        this.loops = loops;
        this.router = router;
    }

    /** The port that it listens on. */
    public int port() {
        return ((InetSocketAddress) bound.get(0).localAddress()).getPort();
    }

    @Override
    public void start() {
        clients = none();
        stopping = false;
        List<Channel> servers = new ArrayList<>();
        if (settings.loopbackOnly()) {
            servers.add(listen(new InetSocketAddress("127.0.0.1", settings.port())));
            int port = ((InetSocketAddress) servers.get(0).localAddress()).getPort();
            try {
                servers.add(listen(new InetSocketAddress("::1", port)));
            } catch (ChannelBindException e) {
                LOG.info("listening on 127.0.0.1 only: there is no ::1 here, or its port is taken");
            }
        } else {
            servers.add(listen(new InetSocketAddress(settings.port())));
        }
        bound = List.copyOf(servers);
        LOG.info("gateway {} listening on port {}", settings.gatewayUrl(), port());
    }

    /** One that closes who comes after it was closed. */
    private static ChannelGroup none() {
        return new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    }

    private Channel listen(InetSocketAddress address) {
        EventLoopGroup group = loops.onServer(LoopResources.DEFAULT_NATIVE);
        ChannelFuture binding = new ServerBootstrap()
                .group(group)
                .channel(loops.onChannelClass(ServerSocketChannel.class, group))
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                // what one read brings is held before anything of it is counted
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(64, 2048, 16 * 1024))
                .childHandler(new Pipeline())
                .bind(address)
                .awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw ChannelBindException.fail(address, binding.cause());
        }
        return binding.channel();
    }

    private final class Pipeline extends ChannelInitializer<SocketChannel> {

        @Override
        protected void initChannel(SocketChannel channel) {
            if (stopping || clients.size() >= settings.limits().connections()) {
                channel.close();
                return;
            }
            clients.add(channel);
            RequestDecoder decoder = new RequestDecoder();
            SlowHeadHandler slow = new SlowHeadHandler(HEAD, IDLE.plus(HEAD));
            channel.pipeline()
                    .addLast(new HeadRoomHandler(decoder, slow, heads))
                    .addLast(decoder)
                    .addLast(new HttpResponseEncoder())
                    .addLast(slow)
                    .addLast(new ClientConnection(router));
        }
    }

    /** New connections are refused, answers under way may end for a while, and what is left is cut. */
    @Override
    public void stop() {
        List<Channel> servers = bound;
        bound = List.of();
        stopping = true;
        servers.forEach(server -> server.close().awaitUninterruptibly(CUT.toMillis()));
        clients.forEach(client -> client.eventLoop().execute(() -> ClientConnection.stop(client)));
        long end = System.nanoTime() + DRAIN.toNanos();
        try {
            while (!clients.isEmpty() && System.nanoTime() < end) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cut();
    }

    /** As long as the event loops run: what was on its way to a client is given back when its connection has ended. */
    private void cut() {
        Set<EventLoop> busy = clients.stream().map(Channel::eventLoop).collect(Collectors.toSet());
        clients.forEach(client -> client.eventLoop().execute(() -> ClientConnection.cut(client)));
        clients.close().awaitUninterruptibly(CUT.toMillis());
        for (EventLoop loop : busy) {
            loop.submit(() -> {}).awaitUninterruptibly(CUT.toMillis());
        }
    }

    @Override
    public boolean isRunning() {
        return !bound.isEmpty();
    }
}
