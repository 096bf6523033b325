package dev.gatehouse.gateway.mcp;

import java.util.List;

/** The outcome of reading a body. */
public sealed interface RpcReading {

    /**
     * One message, or the messages of a batch (2025-03-26).
     *
     * @param messages at least one
     */
    record Messages(List<RpcMessage> messages) implements RpcReading {

        /** Copies. */
        public Messages {
            messages = List.copyOf(messages);
        }
    }

    /** Not readable, or not JSON-RPC. */
    record Faulty(RpcFault fault) implements RpcReading {}
}
