package dev.gatehouse.gateway.watch;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.Exchange.Trace;
import dev.gatehouse.gateway.http.ClientAddresses;
import dev.gatehouse.gateway.mcp.RpcMessage;
import dev.gatehouse.gateway.server.ServerEntry;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The line about one exchange: docs/operations.md lists its members, whose names are a contract. Of a request only what is
 * named here, each bounded: no other header, no query, no body. Who it was is said only of tokens that were verified.
 */
final class AccessLine {

    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-.{0,200})?");
    private static final int MAX_TRACEPARENT = 300;

    private final ClientAddresses addresses;
    private final InstantSource clock;

    AccessLine(ClientAddresses addresses, InstantSource clock) {
        this.addresses = addresses;
        this.clock = clock;
    }

    byte[] of(Exchange exchange, long nanoTime) {
        long total = nanoTime - exchange.startedAt();
        JsonLine line = new JsonLine()
                .put(
                        "time",
                        clock.instant()
                                .minusNanos(total)
                                .truncatedTo(ChronoUnit.MILLIS)
                                .toString())
                .put("decisionId", exchange.decisionId().toString())
                .put("traceId", traceOf(exchange));
        where(exchange, line);
        line.put("method", exchange.head().method());
        what(exchange.messages(), line);
        line.put("protocolVersion", exchange.head().headers().get("mcp-protocol-version"))
                .put("status", exchange.status())
                .put("reason", exchange.reason())
                .put("end", exchange.end().name())
                .put("cutReason", exchange.cutReason().orElse(null));
        who(exchange, line);
        if (exchange.decidedAt() != 0) {
            line.millis("decidedMs", exchange.decidedAt() - exchange.startedAt());
        }
        if (exchange.awaited() != 0) {
            line.millis("bodyMs", exchange.awaited());
        }
        if (exchange.answeredAt() != 0 && exchange.relayedAt() != 0) {
            line.millis("upstreamMs", exchange.answeredAt() - exchange.relayedAt());
        }
        InetSocketAddress peer = exchange.peer().orElse(null);
        return line.millis("totalMs", total)
                .put("bytesUp", exchange.bytesUp())
                .put("bytesDown", exchange.bytesDown())
                .put("peer", peer == null ? null : addresses.of(peer, exchange.head()))
                .end();
    }

    private static void where(Exchange exchange, JsonLine line) {
        if (exchange.route().isEmpty()) {
            line.put("path", exchange.head().path());
            return;
        }
        line.put("server", exchange.route());
        ServerEntry place = exchange.place().orElse(null);
        if (place != null) {
            line.put("serverId", place.id().toString());
        }
        if (place instanceof ServerEntry.Served served) {
            line.put("accountId", served.server().view().accountId().toString());
        }
    }

    private static void what(List<RpcMessage> messages, JsonLine line) {
        if (messages.isEmpty()) {
            return;
        }
        RpcMessage first = messages.get(0);
        line.put("rpcMethod", first.method());
        if (messages.size() > 1) {
            line.put("rpcMessages", messages.size());
        }
        if (first.operation().featureKind() != null) {
            line.put("featureKind", first.operation().featureKind().name())
                    .put("featureName", first.operation().featureName());
        }
    }

    private static void who(Exchange exchange, JsonLine line) {
        exchange.token()
                .ifPresent(token -> line.put("subject", token.subject())
                        .put("clientId", token.clientId())
                        .put("tokenId", token.tokenId())
                        .put("authorizationId", token.authorizationId()));
    }

    /** The trace that we take part in, or the one that the client says. */
    private static @Nullable String traceOf(Exchange exchange) {
        Trace ours = exchange.trace().orElse(null);
        if (ours != null) {
            return ours.id();
        }
        String said = exchange.head().headers().get("traceparent");
        if (said == null || said.length() > MAX_TRACEPARENT) {
            return null;
        }
        var matcher = TRACEPARENT.matcher(said);
        return matcher.matches() ? matcher.group(1) : null;
    }
}
