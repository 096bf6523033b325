package dev.gatehouse.gateway.settings;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings as they are written, not yet checked: see {@link SettingsCheck}.
 *
 * @param gatewayPort the port to listen on; 0 picks a free one
 * @param gatewayUrl the gateway's address as clients see it, without a path
 * @param issuer the issuer identifier of the authorization server
 * @param authUrl where the gateway reaches the authorization server; the issuer when left out
 * @param gatewaySecret the credential for the feed
 * @param gatewaySecretFile a file that holds the credential for the feed
 * @param allowedOrigins browser origins that may call MCP endpoints
 * @param allowedHosts names besides the gateway's own that a Host header may have; {@code *} for any
 * @param loopbackOrigins whether browser origins on loopback addresses may, with any port (demo)
 * @param upstreamPrivate private networks in which upstreams, and what identity providers publish, may be
 * @param limits how much of everything
 * @param rateLimits whether requests are limited in their rate: on or off
 * @param measure whether this is a load test
 * @param apiTokenMemory how long the authorization server's word on an API token is remembered
 * @param bind the addresses to listen on: any or loopback
 * @param insecureHttp allows plain http for the issuer, the gateway's own address and key sets
 */
@ConfigurationProperties("gatehouse")
record GatewayProperties(
        @DefaultValue("8080") int gatewayPort,
        @Nullable String gatewayUrl,
        @Nullable String issuer,
        @Nullable String authUrl,
        @Nullable String gatewaySecret,
        @Nullable String gatewaySecretFile,
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue("false") boolean loopbackOrigins,
        @DefaultValue List<String> upstreamPrivate,
        @DefaultValue Limits limits,
        @DefaultValue("on") String rateLimits,
        @DefaultValue("false") boolean measure,
        @DefaultValue("PT30S") Duration apiTokenMemory,
        @DefaultValue("any") String bind,
        @DefaultValue("false") boolean insecureHttp) {

    /**
     * How much of everything; a rate is {@code per second/at once}.
     *
     * @param userRate requests of one user
     * @param clientRate requests of one client or API token
     * @param badTokenRate tokens from one address that are not good
     * @param serverConcurrency exchanges under way at one server, where it says nothing itself
     * @param userConcurrency exchanges under way of one user at one server
     * @param serverStreams listening streams at one server
     * @param userStreams listening streams of one user at one server
     * @param connections of clients, all together
     */
    record Limits(
            @DefaultValue("200/2000") String userRate,
            @DefaultValue("1000/10000") String clientRate,
            @DefaultValue("20/200") String badTokenRate,
            @DefaultValue("12000") int serverConcurrency,
            @DefaultValue("6000") int userConcurrency,
            @DefaultValue("20000") int serverStreams,
            @DefaultValue("8000") int userStreams,
            @DefaultValue("30000") int connections) {}
}
