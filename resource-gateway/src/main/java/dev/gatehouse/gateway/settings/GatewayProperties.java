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
 * @param loopbackOrigins whether browser origins on loopback addresses may, with any port (demo)
 * @param upstreamPrivate private networks in which upstreams, and what identity providers publish, may be
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
        @DefaultValue("false") boolean loopbackOrigins,
        @DefaultValue List<String> upstreamPrivate,
        @DefaultValue("PT30S") Duration apiTokenMemory,
        @DefaultValue("any") String bind,
        @DefaultValue("false") boolean insecureHttp) {}
