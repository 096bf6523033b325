package dev.gatehouse.gateway.settings;

import dev.gatehouse.policy.net.Network;
import java.net.URI;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of the gateway, checked.
 *
 * @param accessLog whether there is a line for each exchange
 * @param managementPort the port of metrics and details; 0 picks a free one, empty for none
 * @param managementOnLoopback whether that port is open on loopback addresses only
 * @param traces where traces are sent, by OTLP over HTTP; null for nowhere
 * @param traceRatio how many of the traces that begin here are kept, from 0 to 1
 * @param trustedProxies the reverse proxies whose {@code X-Forwarded-For} is believed
 */
public record ObserveSettings(
        boolean accessLog,
        OptionalInt managementPort,
        boolean managementOnLoopback,
        @Nullable URI traces,
        double traceRatio,
        List<Network> trustedProxies) {

    /** Copies. */
    public ObserveSettings {
        trustedProxies = List.copyOf(trustedProxies);
    }
}
