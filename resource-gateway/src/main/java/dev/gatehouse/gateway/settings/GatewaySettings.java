package dev.gatehouse.gateway.settings;

import dev.gatehouse.policy.net.AddressRule;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * The settings, checked.
 *
 * @param port the port to listen on; 0 picks a free one
 * @param gatewayUrl the gateway's address as clients see it: no path, no trailing slash
 * @param issuer the issuer identifier that is expected
 * @param authUrl where the authorization server is reached
 * @param feedCredential the credential for the feed
 * @param allowedOrigins browser origins that may call MCP endpoints, the gateway's own included
 * @param loopbackOrigins whether origins on loopback addresses may, with any port
 * @param upstreams where upstreams, and what identity providers publish, may be
 * @param apiTokenMemory how long the authorization server's word on an API token is remembered, at most 30 seconds
 * @param loopbackOnly whether to listen on loopback addresses only
 * @param insecureHttp whether plain http is allowed where https is the rule
 */
public record GatewaySettings(
        int port,
        String gatewayUrl,
        String issuer,
        URI authUrl,
        FeedCredential feedCredential,
        Set<String> allowedOrigins,
        boolean loopbackOrigins,
        AddressRule upstreams,
        Duration apiTokenMemory,
        boolean loopbackOnly,
        boolean insecureHttp) {

    /** Copies. */
    public GatewaySettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
    }

    /**
     * The credential for the feed; it does not print.
     *
     * @param value the secret itself
     */
    public record FeedCredential(String value) {
        @Override
        public String toString() {
            return "<redacted>";
        }
    }
}
