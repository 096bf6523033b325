package dev.gatehouse.authserver.settings;

import java.nio.file.Path;
import java.time.Duration;

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
        boolean secureCookies) {

    /** Does not print secrets. */
    @Override
    public String toString() {
        return "Settings[issuer=" + issuer + "]";
    }
}
