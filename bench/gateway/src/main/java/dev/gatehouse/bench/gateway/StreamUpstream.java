package dev.gatehouse.bench.gateway;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An upstream whose every answer is an event stream that stays open. Each is known by the number that its client gave. */
final class StreamUpstream implements AutoCloseable {

    /** The header with the number. */
    static final String NUMBER = "Mcp-Param-Number";

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<String, Channel> open = new ConcurrentHashMap<>();
    private final Map<String, Long> closedAt = new ConcurrentHashMap<>();
    private final Channel listening;

    StreamUpstream() throws InterruptedException, UnknownHostException {
        listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new Answers());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0))
                .sync()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    int open() {
        return open.size();
    }

    /** Sends an event on a stream. */
    void event(String number, String text) {
        open.get(number)
                .writeAndFlush(new DefaultHttpContent(
                        Unpooled.copiedBuffer("data: " + text + "\n\n", StandardCharsets.US_ASCII)));
    }

    /** Breaks a stream off. */
    void close(String number) {
        open.get(number).close();
    }

    /** When a stream's connection was closed; null as long as it is open. */
    Long closedAt(String number) {
        return closedAt.get(number);
    }

    private final class Answers extends SimpleChannelInboundHandler<HttpObject> {

        private String number = "";

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
            if (message instanceof HttpRequest request) {
                number = request.headers().get(NUMBER, "");
                open.put(number, context.channel());
                HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
                head.headers().set("content-type", "text/event-stream").set("transfer-encoding", "chunked");
                context.writeAndFlush(head);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            open.remove(number, context.channel());
            closedAt.put(number, System.nanoTime());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    @Override
    public void close() {
        listening.close();
        loops.shutdownGracefully();
    }
}
