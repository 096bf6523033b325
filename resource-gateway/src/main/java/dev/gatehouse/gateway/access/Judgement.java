package dev.gatehouse.gateway.access;

import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.mcp.RpcMessage;
import dev.gatehouse.gateway.server.ProxiedServer;
import java.util.List;

/** The decision on a request whose token was looked at. */
public sealed interface Judgement {

    /** Refused, or answered by the gateway itself. */
    record Stop(Answer answer) implements Judgement {}

    /**
     * Allowed.
     *
     * @param messages what was judged, with what was known of its tools then
     */
    record Go(ProxiedServer server, List<RpcMessage> messages) implements Judgement {}
}
