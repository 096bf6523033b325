package dev.gatehouse.gateway.lists;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Parts of a body as they come. */
final class Parts {

    /** What is longer is read by the workers: it would hold up all connections of its event loop. */
    static final int READ_ON_EVENT_LOOP = 256 * 1024;

    private Parts() {}

    /** The bytes of a part that nobody else needs. */
    static byte[] take(ByteBuf part) {
        try {
            return ByteBufUtil.getBytes(part);
        } finally {
            part.release();
        }
    }
}
