package dev.gatehouse.gateway.settings;

import dev.gatehouse.gateway.settings.GatewaySettings.FeedCredential;
import dev.gatehouse.policy.net.AddressRule;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns what is written into checked settings, or into the list of all that is wrong with it. */
final class SettingsCheck {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Whoever loses access must not keep it for longer through an API token (domain decision O16). */
    private static final Duration LONGEST_MEMORY = Duration.ofSeconds(30);

    private final GatewayProperties written;
    private final List<String> problems = new ArrayList<>();

    private SettingsCheck(GatewayProperties written) {
        this.written = written;
    }

    /**
     * Checks.
     *
     * @throws SettingsException naming everything that is missing or unsafe
     */
    static GatewaySettings check(GatewayProperties written, boolean demo) {
        return new SettingsCheck(written).check(demo);
    }

    private GatewaySettings check(boolean demo) {
        if (written.gatewayPort() < 0 || written.gatewayPort() > 65535) {
            problems.add("GATEHOUSE_GATEWAY_PORT must be a port number, not `" + written.gatewayPort() + "`");
        }
        String gatewayUrl = origin("GATEHOUSE_GATEWAY_URL", "https://mcp.example.com", text(written.gatewayUrl()));
        String issuer = origin("GATEHOUSE_ISSUER", "https://auth.example.com", text(written.issuer()));
        String authUrl = text(written.authUrl()).isEmpty() ? issuer : authUrl(text(written.authUrl()));
        FeedCredential credential = credential();
        Set<String> origins = new HashSet<>();
        for (String origin : written.allowedOrigins()) {
            if (!origin.isBlank()) {
                origins.add(allowedOrigin(origin.strip()));
            }
        }
        EdgeSettings edge = new EdgeSettings(written, problems);
        AddressRule upstreams = edge.upstreams();
        Set<String> hosts = edge.hosts(gatewayUrl);
        GatewaySettings.Limits limits = edge.limits(demo);
        boolean loopback = edge.loopback();
        Duration memory = written.apiTokenMemory();
        if (memory.isNegative() || memory.isZero() || memory.compareTo(LONGEST_MEMORY) > 0) {
            problems.add("GATEHOUSE_API_TOKEN_MEMORY must be more than nothing and at most " + LONGEST_MEMORY
                    + ", not `" + memory + "`");
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        origins.add(gatewayUrl);
        return new GatewaySettings(
                written.gatewayPort(),
                gatewayUrl,
                issuer,
                URI.create(authUrl),
                credential,
                origins,
                hosts,
                written.loopbackOrigins(),
                upstreams,
                limits,
                memory,
                loopback,
                written.insecureHttp());
    }

    /** An address without path, in the spelling that clients compare: our issuer has no path, nor has the gateway. */
    private String origin(String name, String example, String value) {
        if (value.isEmpty()) {
            problems.add(name + " is missing (for example `" + example + "`)");
            return "";
        }
        String origin = originOf(value);
        if (origin == null) {
            problems.add(name + " must be an http or https address without a path, not `" + value + "`");
            return "";
        }
        if (origin.startsWith("http:") && !written.insecureHttp()) {
            problems.add(name + " must be https, not `" + value + "` (GATEHOUSE_INSECURE_HTTP=true allows http behind"
                    + " a proxy that terminates TLS)");
        }
        return origin;
    }

    private String authUrl(String value) {
        String origin = originOf(value);
        if (origin == null) {
            problems.add("GATEHOUSE_AUTH_URL must be an http or https address without a path, not `" + value + "`");
            return "";
        }
        boolean loopback = LOOPBACK.contains(URI.create(origin).getHost());
        if (origin.startsWith("http:") && !loopback && !written.insecureHttp()) {
            problems.add("GATEHOUSE_AUTH_URL must be https or on this machine, not `" + value
                    + "`: the gateway's secret travels there");
        }
        return origin;
    }

    private String allowedOrigin(String value) {
        String origin = originOf(value);
        if (origin == null) {
            problems.add(
                    "GATEHOUSE_ALLOWED_ORIGINS: `" + value + "` is not an origin such as `https://app.example.com`");
            return "";
        }
        return origin;
    }

    private FeedCredential credential() {
        String inline = text(written.gatewaySecret());
        String file = text(written.gatewaySecretFile());
        if (!inline.isEmpty()) {
            return new FeedCredential(inline);
        }
        if (file.isEmpty()) {
            problems.add("GATEHOUSE_GATEWAY_SECRET is missing (or GATEHOUSE_GATEWAY_SECRET_FILE): the same value as at"
                    + " the authorization server");
            return new FeedCredential("");
        }
        try {
            String secret = Files.readString(Path.of(file)).strip();
            if (secret.isEmpty()) {
                problems.add("GATEHOUSE_GATEWAY_SECRET_FILE: the file is empty");
            }
            return new FeedCredential(secret);
        } catch (IOException | IllegalArgumentException e) {
            problems.add("GATEHOUSE_GATEWAY_SECRET_FILE: the file cannot be read");
            return new FeedCredential("");
        }
    }

    private static @Nullable String originOf(String value) {
        try {
            URI uri = new URI(value);
            String scheme = text(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (!web || uri.getHost() == null || !isBare(uri)) {
                return null;
            }
            boolean defaultPort = uri.getPort() == -1 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
            return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (defaultPort ? "" : ":" + uri.getPort());
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean isBare(URI uri) {
        String path = text(uri.getRawPath());
        boolean extra = uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null;
        return !extra && (path.isEmpty() || path.equals("/"));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }
}
