package dev.gatehouse.gateway.settings;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What operators see of the gateway, as it is written: see {@link ObserveCheck}.
 *
 * @param accessLog whether there is a line for each exchange: on or off
 * @param gatewayManagementPort the port of metrics and details; 0 picks a free one, off means none
 * @param managementBind the addresses that it listens on: any or loopback
 * @param otlpEndpoint where traces are sent; empty for nowhere
 * @param traceRatio how many of the traces that begin here are kept, from 0 to 1
 * @param trustedProxies the reverse proxies, as addresses or networks, whose {@code X-Forwarded-For} is believed
 */
@ConfigurationProperties("gatehouse")
record ObserveProperties(
        @DefaultValue("on") String accessLog,
        @DefaultValue("8081") String gatewayManagementPort,
        @DefaultValue("loopback") String managementBind,
        @DefaultValue("") String otlpEndpoint,
        @DefaultValue("1") String traceRatio,
        @DefaultValue List<String> trustedProxies) {}
