package dev.gatehouse.bench.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Clients that each hold one event stream open. */
final class StreamClients implements AutoCloseable {

    private static final int AT_ONCE = 16;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final int port;
    private final String token;
    private final Map<String, Channel> open = new ConcurrentHashMap<>();
    private final Map<String, Long> lastBytesAt = new ConcurrentHashMap<>();
    private final Map<String, Long> closedAt = new ConcurrentHashMap<>();
    private final List<Double> firstBytes = new ArrayList<>();
    private final Semaphore opening = new Semaphore(AT_ONCE);

    StreamClients(int port, String token) {
        this.port = port;
        this.token = token;
    }

    /** Opens so many, a few at once, and waits for the head of each answer. The names begin with {@code prefix}. */
    List<String> open(String prefix, int count) throws InterruptedException {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String number = prefix + i;
            numbers.add(number);
            if (!opening.tryAcquire(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("streams do not open: " + open.size() + " of " + count);
            }
            new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(new Stream(number));
                        }
                    })
                    .connect("127.0.0.1", port);
        }
        opening.acquire(AT_ONCE);
        opening.release(AT_ONCE);
        return numbers;
    }

    /** From connecting to the head of the answer, in milliseconds, of all that were opened since the last call. */
    List<Double> firstBytes() {
        synchronized (firstBytes) {
            List<Double> all = List.copyOf(firstBytes);
            firstBytes.clear();
            return all;
        }
    }

    int open() {
        return open.size();
    }

    void close(String number) {
        open.get(number).close();
    }

    Long lastBytesAt(String number) {
        return lastBytesAt.get(number);
    }

    Long closedAt(String number) {
        return closedAt.get(number);
    }

    private final class Stream extends SimpleChannelInboundHandler<ByteBuf> {

        private final String number;
        private final long startedAt = System.nanoTime();
        private boolean answered;

        private Stream(String number) {
            this.number = number;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            String request = "POST /mcp/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                    + "Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\n"
                    + "Mcp-Method: tools/call\r\nMcp-Name: add\r\n" + StreamUpstream.NUMBER + ": " + number
                    + "\r\nAuthorization: Bearer " + token + "\r\nContent-Length: " + Wrk.BODY.length() + "\r\n\r\n"
                    + Wrk.BODY;
            open.put(number, context.channel());
            context.writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            long now = System.nanoTime();
            lastBytesAt.put(number, now);
            if (!answered) {
                answered = true;
                String head = bytes.toString(StandardCharsets.US_ASCII);
                if (!head.startsWith("HTTP/1.1 200")) {
                    throw new IllegalStateException(head);
                }
                synchronized (firstBytes) {
                    firstBytes.add((now - startedAt) / 1e6);
                }
                opening.release();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            closedAt.put(number, System.nanoTime());
            open.remove(number);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    @Override
    public void close() throws InterruptedException {
        open.values().forEach(Channel::close);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }
}
