package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.settings.GatewaySettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
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
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
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
    /** Lets exchanges end when the server stops. */
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    private volatile List<DisposableServer> bound = List.of();

    GatewayServer(GatewaySettings settings, LoopResources loops, Router router) {
        this.settings = settings;
        this.loops = loops;
        this.router = router;
    }

    /** The port that it listens on. */
    public int port() {
        return bound.get(0).port();
    }

    @Override
    public void start() {
        List<DisposableServer> servers = new ArrayList<>();
        if (settings.loopbackOnly()) {
            servers.add(server("127.0.0.1", settings.port()).bindNow());
            try {
                servers.add(server("::1", servers.get(0).port()).bindNow());
            } catch (ChannelBindException e) {
                LOG.info("listening on 127.0.0.1 only: there is no ::1 here, or its port is taken");
            }
        } else {
            servers.add(server("", settings.port()).bindNow());
        }
        bound = List.copyOf(servers);
        LOG.info("gateway {} listening on port {}", settings.gatewayUrl(), port());
    }

    private HttpServer server(String host, int port) {
        HttpServer server = HttpServer.create()
                .port(port)
                .runOn(loops)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .maxConnections(settings.limits().connections())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .channelGroup(channels)
                .httpRequestDecoder(spec -> spec.maxInitialLineLength(8 * 1024).maxHeaderSize(32 * 1024))
                .doOnChannelInit((observer, channel, remote) -> channel.pipeline()
                        .addAfter(NettyPipeline.HttpCodec, "connection-notes", new ConnectionNotes())
                        .addAfter(NettyPipeline.HttpCodec, "slow-head", new SlowHeadHandler(HEAD, IDLE.plus(HEAD))))
                .handle(router);
        return host.isEmpty() ? server : server.host(host);
    }

    @Override
    public void stop() {
        List<DisposableServer> servers = bound;
        bound = List.of();
        for (DisposableServer server : servers) {
            try {
                server.disposeNow(DRAIN);
            } catch (IllegalStateException e) {
                LOG.debug("exchanges were still open, they are cut");
            }
        }
        cut();
    }

    /** As long as the event loops run: what was on its way to a client is given back when its connection has ended. */
    private void cut() {
        Set<EventLoop> busy = channels.stream().map(Channel::eventLoop).collect(Collectors.toSet());
        channels.close().awaitUninterruptibly(CUT.toMillis());
        for (EventLoop loop : busy) {
            loop.submit(() -> {}).awaitUninterruptibly(CUT.toMillis());
        }
    }

    @Override
    public boolean isRunning() {
        return !bound.isEmpty();
    }
}
