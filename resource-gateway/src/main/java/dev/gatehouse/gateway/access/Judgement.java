package dev.gatehouse.gateway.access;

import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.server.ProxiedServer;

/** The decision on a request whose token was looked at. */
public sealed interface Judgement {

    /** Refused, or answered by the gateway itself. */
    record Stop(Answer answer) implements Judgement {}

    /** Allowed. */
    record Go(ProxiedServer server) implements Judgement {}
}
