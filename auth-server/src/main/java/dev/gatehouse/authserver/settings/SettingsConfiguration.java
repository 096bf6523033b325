package dev.gatehouse.authserver.settings;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.gatehouse.authserver.settings.GatehouseProperties.OnOff;
import dev.gatehouse.db.authorization.AuthorizationSettings;
import dev.gatehouse.policy.net.AddressRule;
import dev.gatehouse.policy.token.RefreshRotation;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/** Checks the settings, all at once, and makes of them what other packages need. */
@Configuration(proxyBeanMethods = false)
class SettingsConfiguration {

    private static final int SECRET_LENGTH = 32;
    private static final Pattern SETUP_DIGEST = Pattern.compile("([0-9a-f]{64})?");
    private static final Pattern MANAGEMENT_PORT =
            Pattern.compile("(?i:off)|0|[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5]");
    private static final Duration ONE_HOUR = Duration.ofHours(1);

    @Bean
    Settings settings(GatehouseProperties properties, Environment environment) {
        boolean demo = environment.acceptsProfiles(Profiles.of("demo"));
        List<String> problems = new ArrayList<>();
        String issuer = origin("GATEHOUSE_ISSUER", properties.issuer(), demo || properties.insecureHttp(), problems);
        String gateway =
                origin("GATEHOUSE_GATEWAY_URL", properties.gatewayUrl(), demo || properties.insecureHttp(), problems);
        String gatewaySecret = secret("GATEHOUSE_GATEWAY_SECRET", properties.gatewaySecret(), problems);
        String masterKey = secret("GATEHOUSE_MASTER_KEY", properties.masterKey(), problems);
        checkLifetimes(properties, problems);
        checkDatabase(properties, problems);
        checkSwitches(properties, demo, problems);
        checkProxies(properties, problems);
        AddressRule upstreams = upstreams(properties, problems);
        Smtp smtp = SmtpCheck.of(properties.smtp(), problems);
        if (!problems.isEmpty()) {
            throw new UnusableSettings(problems);
        }
        return new Settings(
                issuer,
                gateway,
                gatewaySecret,
                masterKey,
                properties.dataDir().toAbsolutePath().normalize(),
                properties.accessTokenTtl(),
                properties.refreshRetryWindow(),
                properties.refreshIdleTtl(),
                properties.refreshAbsoluteTtl(),
                issuer.startsWith("https:"),
                properties.rateLimits() == OnOff.ON,
                properties.trustedProxies().stream().map(String::strip).toList(),
                upstreams,
                new Settings.Clients(
                        properties.registration() == OnOff.ON,
                        properties.cimd(),
                        properties.cimdProbe(),
                        properties.cimdLoopback()),
                new Settings.Signing(properties.signingAlgorithm(), properties.keyRotation()),
                properties.auditCheckpointInterval(),
                smtp);
    }

    @Bean
    AuthorizationSettings authorizationSettings(Settings settings) {
        return new AuthorizationSettings(
                settings.issuer(),
                Duration.ofSeconds(60),
                settings.refreshAbsoluteTtl(),
                settings.refreshIdleTtl(),
                settings.refreshRetryWindow());
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** H2 in the data directory unless a URL is given; the isolation is pinned, because the promises rest on it. */
    @Bean
    HikariDataSource dataSource(Settings settings, GatehouseProperties properties) {
        HikariConfig config = new HikariConfig();
        if (properties.dbUrl().isBlank()) {
            config.setJdbcUrl("jdbc:h2:file:" + settings.dataDir().resolve("gatehouse")
                    + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE");
            config.setUsername("gatehouse");
        } else {
            config.setJdbcUrl(properties.dbUrl());
            config.setUsername(properties.dbUsername());
            config.setPassword(properties.dbPassword());
            if (properties.dbUrl().startsWith("jdbc:postgresql:")) {
                config.setConnectionInitSql("set lock_timeout = '10s'");
            }
        }
        config.setPoolName("gatehouse");
        config.setMaximumPoolSize(10);
        config.setConnectionTimeout(5_000);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return new HikariDataSource(config);
    }

    private static String origin(String name, @Nullable URI uri, boolean plainHttp, List<String> problems) {
        if (uri == null || uri.toString().isBlank()) {
            problems.add(name + " is missing");
            return "";
        }
        if (!isOrigin(uri)) {
            problems.add(name + " must be an origin such as https://auth.example.com, without a path");
            return "";
        }
        if (!"https".equals(uri.getScheme()) && !("http".equals(uri.getScheme()) && plainHttp)) {
            problems.add(name + " must be https (or start with --insecure-http behind a proxy that terminates TLS)");
        }
        String text = uri.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static boolean isOrigin(URI uri) {
        return uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
    }

    private static String secret(String name, @Nullable String value, List<String> problems) {
        if (value == null || value.isBlank()) {
            problems.add(name + " (or " + name + "_FILE) is missing");
            return "";
        }
        if (value.length() < SECRET_LENGTH) {
            problems.add(name + " must have at least " + SECRET_LENGTH + " characters");
        }
        return value;
    }

    private static void checkLifetimes(GatehouseProperties properties, List<String> problems) {
        if (properties.accessTokenTtl().compareTo(ONE_HOUR) > 0
                || properties.accessTokenTtl().compareTo(Duration.ofSeconds(1)) < 0) {
            problems.add("GATEHOUSE_ACCESS_TOKEN_TTL must be between PT1S and PT1H");
        }
        if (properties.refreshRetryWindow().isNegative()
                || properties.refreshRetryWindow().compareTo(RefreshRotation.MAX_RETRY_WINDOW) > 0) {
            problems.add("GATEHOUSE_REFRESH_RETRY_WINDOW must be between PT0S and " + RefreshRotation.MAX_RETRY_WINDOW);
        }
        if (properties.refreshIdleTtl().compareTo(ONE_HOUR) < 0
                || properties.refreshAbsoluteTtl().compareTo(properties.refreshIdleTtl()) < 0
                || properties.refreshAbsoluteTtl().compareTo(Duration.ofDays(3650)) > 0) {
            problems.add("GATEHOUSE_REFRESH_IDLE_TTL must be at least PT1H, and GATEHOUSE_REFRESH_ABSOLUTE_TTL no"
                    + " shorter than it and at most P3650D");
        }
    }

    private static void checkSwitches(GatehouseProperties properties, boolean demo, List<String> problems) {
        if (properties.rateLimits() == OnOff.OFF && !demo && !properties.measure()) {
            problems.add("GATEHOUSE_RATE_LIMITS=off is for the demo, and for load tests with --measure");
        }
        if (properties.cimdLoopback() && !demo) {
            problems.add("GATEHOUSE_CIMD_LOOPBACK is for the demo and for tests");
        }
        if (properties.keyRotation().compareTo(Duration.ofHours(2)) < 0
                || properties.keyRotation().compareTo(Duration.ofDays(3650)) > 0) {
            problems.add("GATEHOUSE_KEY_ROTATION must be between PT2H and P3650D");
        }
        if (!MANAGEMENT_PORT.matcher(properties.authManagementPort().strip()).matches()) {
            problems.add("GATEHOUSE_AUTH_MANAGEMENT_PORT must be a port number or `off`");
        }
        if (!SETUP_DIGEST.matcher(properties.setupDigest()).matches()) {
            problems.add("GATEHOUSE_SETUP_DIGEST must be a SHA-256 in 64 digits of lower-case hex");
        }
        if (properties.auditCheckpointInterval().compareTo(Duration.ofSeconds(1)) < 0
                || properties.auditCheckpointInterval().compareTo(Duration.ofDays(1)) > 0) {
            problems.add("GATEHOUSE_AUDIT_CHECKPOINT_INTERVAL must be between PT1S and P1D");
        }
    }

    private static void checkProxies(GatehouseProperties properties, List<String> problems) {
        for (String proxy : properties.trustedProxies()) {
            try {
                new IpAddressMatcher(proxy.strip());
            } catch (IllegalArgumentException e) {
                problems.add("GATEHOUSE_TRUSTED_PROXIES holds `" + proxy
                        + "`, which is neither an address nor a network such as 10.0.0.0/8");
            }
        }
    }

    private static AddressRule upstreams(GatehouseProperties properties, List<String> problems) {
        try {
            return AddressRule.publicAnd(properties.upstreamPrivate());
        } catch (IllegalArgumentException e) {
            problems.add("GATEHOUSE_UPSTREAM_PRIVATE: " + e.getMessage());
            return AddressRule.publicOnly();
        }
    }

    private static void checkDatabase(GatehouseProperties properties, List<String> problems) {
        String url = properties.dbUrl();
        if (!url.isBlank() && !url.startsWith("jdbc:postgresql:") && !url.startsWith("jdbc:h2:")) {
            problems.add("GATEHOUSE_DB_URL must begin with jdbc:postgresql: or jdbc:h2:");
        }
        boolean h2OnDisk = url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:h2:mem:");
        if (h2OnDisk && !url.toUpperCase(Locale.ROOT).contains(";WRITE_DELAY=0")) {
            problems.add("GATEHOUSE_DB_URL must hold ;WRITE_DELAY=0: without it H2 loses acknowledged revocations");
        }
    }
}
