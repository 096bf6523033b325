package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.JudgedAddresses;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.UpstreamWarnings;
import dev.gatehouse.gateway.upstream.UpstreamBusyException;
import io.netty.channel.ConnectTimeoutException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.LoggerFactory;

/** What clients are told, and the log, of upstreams whose answers cannot be passed on. */
final class UpstreamFailures {

    private static final UpstreamWarnings WARNINGS = new UpstreamWarnings(LoggerFactory.getLogger(Relay.class));

    private UpstreamFailures() {}

    /** It has answered with a status that does not pass. */
    static Answer unusable(ProxiedServer server, int status) {
        WARNINGS.about(
                server,
                "upstream answered " + status + "; its identity scheme is "
                        + server.scheme().kind());
        return Answer.problem(502, "the server behind the gateway cannot be used", "UPSTREAM_STATUS_" + status);
    }

    /** It has not answered, or not whole. */
    static Answer answer(ProxiedServer server, Throwable failure) {
        if (failure instanceof RejectedExecutionException) {
            return busy("BUSY");
        }
        if (failure instanceof JudgedAddresses.ForbiddenAddress) {
            WARNINGS.about(server, "its upstream: " + failure.getMessage());
            return Answer.problem(502, "the server behind the gateway cannot be reached", "UPSTREAM_ADDRESS");
        }
        WARNINGS.about(
                server, "no answer from the upstream: " + failure.getClass().getSimpleName());
        if (failure instanceof ConnectTimeoutException) {
            return Answer.problem(504, "the server behind the gateway does not answer", "UPSTREAM_TIMEOUT");
        }
        return failure instanceof UpstreamBusyException
                ? busy("UPSTREAM_BUSY")
                : Answer.problem(502, "the server behind the gateway cannot be reached", "UPSTREAM_FAILED");
    }

    private static Answer busy(String reason) {
        return Answer.problem(503, "too many requests at once", reason).with("retry-after", "2");
    }
}
