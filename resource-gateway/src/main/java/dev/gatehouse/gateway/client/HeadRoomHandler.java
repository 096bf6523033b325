package dev.gatehouse.gateway.client;

import dev.gatehouse.gateway.http.Room;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Counts what a connection holds of a head that has not come whole, for which nobody has shown a token yet. Where all
 * connections together hold too much, the one that wants more is closed. Stands before the HTTP codec; a head that comes in
 * one piece is not counted.
 */
public final class HeadRoomHandler extends ChannelInboundHandlerAdapter {

    /** Bytes of heap for one that has come, roughly: each header is an entry with two texts. */
    static final int HELD_FOR_EACH = 8;

    private final RequestDecoder decoder;
    private final SlowHeadHandler heads;
    private final Room.Share room;
    private int seen;
    private int last;
    private long arrived;
    private long taken;

    /**
     * Of one connection.
     *
     * @param heads which knows how many have come whole
     * @param room of all connections
     */
    public HeadRoomHandler(RequestDecoder decoder, SlowHeadHandler heads, Room.Share room) {
        this.decoder = decoder;
        this.heads = heads;
        this.room = room;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            last = bytes.readableBytes();
            arrived += last;
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if (heads.isInBody() || !decoder.holdsMore()) {
            forget();
        } else {
            hold(ctx);
        }
    }

    private void hold(ChannelHandlerContext ctx) {
        if (heads.seen() != seen) {
            // what has arrived ends with the beginning of another one
            seen = heads.seen();
            arrived = last;
        }
        long more = Math.min(arrived, RequestDecoder.MAX_HEAD) * HELD_FOR_EACH - taken;
        if (!room.take(more)) {
            ctx.close();
        } else if (more > 0) {
            taken += more;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        forget();
        ctx.fireChannelInactive();
    }

    private void forget() {
        room.give(taken);
        taken = 0;
        arrived = 0;
    }
}
