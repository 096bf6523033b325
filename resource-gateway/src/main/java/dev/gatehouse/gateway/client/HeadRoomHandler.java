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

    private final SlowHeadHandler heads;
    private final Room.Share room;
    private int seen;
    private long arrived;
    private long taken;

    /**
     * Of one connection.
     *
     * @param heads which knows when one is waited for
     * @param room of all connections
     */
    public HeadRoomHandler(SlowHeadHandler heads, Room.Share room) {
        this.heads = heads;
        this.room = room;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            arrived += bytes.readableBytes();
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if (heads.seen() != seen || !heads.isWaiting()) {
            seen = heads.seen();
            forget();
        } else {
            long more = arrived * HELD_FOR_EACH - taken;
            if (room.take(more)) {
                taken += more;
            } else {
                ctx.close();
            }
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
