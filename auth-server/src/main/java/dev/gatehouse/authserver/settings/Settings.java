package dev.gatehouse.authserver.settings;

import dev.gatehouse.policy.net.AddressRule;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings after they were checked: nothing is missing and nothing is unsafe.
 *
 * @param issuer our issuer identifier, without a trailing slash
 * @param gatewayUrl the gateway's public URL, without a trailing slash
 * @param gatewaySecret the gateway's credential for the feed
 * @param masterKey wraps keys and secrets at rest
 * @param dataDir where the embedded database is
 * @param accessTokenTtl at most an hour
 * @param secureCookies whether people's browsers reach us over https
 * @param rateLimited whether requests are limited in their rate
 * @param trustedProxies the reverse proxies, as addresses or networks, whose {@code X-Forwarded-For} is believed
 * @param upstreams where upstreams, and what identity providers publish, may be
 * @param clients how clients come to be known
 * @param signing how access tokens are signed
 * @param auditCheckpointInterval how often a checkpoint of the audit log is signed at the most
 * @param smtp the mail server; null where none is configured
 */
public record Settings(
        String issuer,
        String gatewayUrl,
        String gatewaySecret,
        String masterKey,
        Path dataDir,
        Duration accessTokenTtl,
        Duration refreshRetryWindow,
        Duration refreshIdleTtl,
        Duration refreshAbsoluteTtl,
        boolean secureCookies,
        boolean rateLimited,
        List<String> trustedProxies,
        AddressRule upstreams,
        Clients clients,
        Signing signing,
        Duration auditCheckpointInterval,
        @Nullable Smtp smtp) {

    /**
     * How clients come to be known.
     *
     * @param registration whether they may register themselves
     * @param cimd whether metadata documents are accepted
     * @param probe the document that is fetched to find out whether documents can be fetched
     * @param loopbackOnly for tests: documents come from loopback addresses only, over plain http, too
     */
    public record Clients(boolean registration, Cimd cimd, URI probe, boolean loopbackOnly) {}

    /**
     * How access tokens are signed.
     *
     * @param algorithm of new keys
     * @param rotation how long a key signs
     */
    public record Signing(SigningAlgorithm algorithm, Duration rotation) {}

    /** Does not print secrets. */
    @Override
    public String toString() {
        return "Settings[issuer=" + issuer + "]";
    }
}
