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
 * @param allowedHosts names that a Host header may have, the gateway's own included, each with a port or without; {@code *}
 *     for any
 * @param loopbackOrigins whether origins on loopback addresses may, with any port
 * @param upstreams where upstreams, and what identity providers publish, may be
 * @param limits how much of everything
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
        Set<String> allowedHosts,
        boolean loopbackOrigins,
        AddressRule upstreams,
        Limits limits,
        Duration apiTokenMemory,
        boolean loopbackOnly,
        boolean insecureHttp) {

    /** Copies. */
    public GatewaySettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
        allowedHosts = Set.copyOf(allowedHosts);
    }

    /**
     * How much of everything.
     *
     * @param rated whether the rates count
     * @param user requests of one user
     * @param client requests of one client or API token
     * @param badTokens tokens from one address that are not good
     * @param serverConcurrency exchanges under way at one server, where it says nothing itself
     * @param userConcurrency exchanges under way of one user at one server
     * @param serverStreams listening streams at one server
     * @param userStreams listening streams of one user at one server
     * @param connections of clients, all together
     */
    public record Limits(
            boolean rated,
            Rate user,
            Rate client,
            Rate badTokens,
            int serverConcurrency,
            int userConcurrency,
            int serverStreams,
            int userStreams,
            int connections) {}

    /**
     * A rate.
     *
     * @param perSecond for as long as one likes
     * @param burst at once, after a rest
     */
    public record Rate(int perSecond, int burst) {}

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
