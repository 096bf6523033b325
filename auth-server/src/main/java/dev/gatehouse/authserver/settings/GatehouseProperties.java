package dev.gatehouse.authserver.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the authorization server. docs/configuration.md lists every one with its environment variable.
 *
 * @param authPort the port to listen on
 * @param bind which addresses to listen on
 * @param issuer our issuer identifier (RFC 8414): an origin, without a path
 * @param gatewayUrl the public URL of the gateway: where the resource identifiers of proxied servers begin
 * @param samplePort the sample server's port, for the demo
 * @param dataDir where the embedded database is, and what the demo writes
 * @param gatewaySecret the gateway's credential for the feed
 * @param masterKey wraps keys and secrets at rest
 * @param dbUrl the JDBC URL; empty for the embedded database in the data directory
 * @param dbUsername the database's user
 * @param dbPassword its password
 * @param accessTokenTtl how long an access token lives; at most an hour
 * @param refreshRetryWindow how long the previous refresh token may be presented again; zero is strict
 * @param refreshIdleTtl how long an authorization lives without a refresh
 * @param refreshAbsoluteTtl how long an authorization lives at the most
 * @param insecureHttp allows plain http behind a proxy that terminates TLS
 * @param measure whether this is a load test
 * @param rateLimits whether requests are limited in their rate
 * @param trustedProxies the reverse proxies, as addresses or networks, whose {@code X-Forwarded-For} is believed
 * @param upstreamPrivate private networks in which upstreams, and what identity providers publish, may be
 * @param registration whether clients may register themselves (RFC 7591)
 * @param cimd whether client ID metadata documents are accepted
 * @param cimdProbe what is fetched to find out whether documents can be fetched
 * @param cimdLoopback for tests: documents are fetched from loopback addresses only, over plain http, too
 * @param signingAlgorithm what access tokens are signed with from now on
 * @param keyRotation how long a signing key signs
 * @param auditCheckpointInterval how often a checkpoint of the audit log is signed at the most
 * @param smtp the mail server
 * @param setupDigest the SHA-256, in hex, of the secret of the set-up link that {@code ./gatehouse init} has printed
 * @param authManagementPort the port of metrics; 0 picks a free one, {@code off} means none
 * @param managementBind which addresses that port is open on
 */
@ConfigurationProperties("gatehouse")
public record GatehouseProperties(
        @DefaultValue("9000") int authPort,
        @DefaultValue("ANY") Bind bind,
        @Nullable URI issuer,
        @Nullable URI gatewayUrl,
        @DefaultValue("8090") int samplePort,
        @DefaultValue("./data") Path dataDir,
        @Nullable String gatewaySecret,
        @Nullable String masterKey,
        @DefaultValue("") String dbUrl,
        @DefaultValue("") String dbUsername,
        @DefaultValue("") String dbPassword,
        @DefaultValue("PT1H") Duration accessTokenTtl,
        @DefaultValue("PT2M") Duration refreshRetryWindow,
        @DefaultValue("P30D") Duration refreshIdleTtl,
        @DefaultValue("P180D") Duration refreshAbsoluteTtl,
        @DefaultValue("false") boolean insecureHttp,
        @DefaultValue("false") boolean measure,
        @DefaultValue("ON") OnOff rateLimits,
        @DefaultValue({}) List<String> trustedProxies,
        @DefaultValue({}) List<String> upstreamPrivate,
        @DefaultValue("ON") OnOff registration,
        @DefaultValue("AUTO") Cimd cimd,

        @DefaultValue("https://claude.ai/oauth/claude-code-client-metadata")
        URI cimdProbe,

        @DefaultValue("false") boolean cimdLoopback,
        @DefaultValue("ES256") SigningAlgorithm signingAlgorithm,
        @DefaultValue("P90D") Duration keyRotation,
        @DefaultValue("PT1M") Duration auditCheckpointInterval,
        @DefaultValue Smtp smtp,
        @DefaultValue("") String setupDigest,
        @DefaultValue("9001") String authManagementPort,
        @DefaultValue("LOOPBACK") Bind managementBind) {

    /** Does not print secrets. */
    @Override
    public String toString() {
        return "GatehouseProperties[issuer=" + issuer + ", gatewayUrl=" + gatewayUrl + "]";
    }

    /**
     * The mail server, as it is asked for; {@link SmtpCheck} tells what must be.
     *
     * @param host empty where no mail is sent
     */
    public record Smtp(
            @DefaultValue("") String host,
            @DefaultValue("") String port,
            @DefaultValue("") String username,
            @DefaultValue("") String password,
            @DefaultValue("") String from,
            @DefaultValue("") String tls) {

        /** Does not print the password. */
        @Override
        public String toString() {
            return "Smtp[host=" + host + "]";
        }
    }

    /** A switch. */
    public enum OnOff {
        /** On. */
        ON,
        /** Off. */
        OFF
    }

    /** Which addresses to listen on. */
    public enum Bind {
        /** Every address of the machine. */
        ANY,
        /** 127.0.0.1 and ::1. */
        LOOPBACK
    }
}
