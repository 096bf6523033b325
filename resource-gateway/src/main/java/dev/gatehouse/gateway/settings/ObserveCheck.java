package dev.gatehouse.gateway.settings;

import dev.gatehouse.policy.net.Network;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Turns what is written about logs, metrics and traces into checked settings, or into the list of all that is wrong. */
final class ObserveCheck {

    private final ObserveProperties written;
    private final List<String> problems = new ArrayList<>();

    private ObserveCheck(ObserveProperties written) {
        this.written = written;
    }

    /**
     * Checks.
     *
     * @throws SettingsException naming everything that is wrong
     */
    static ObserveSettings check(ObserveProperties written) {
        return new ObserveCheck(written).check();
    }

    private ObserveSettings check() {
        ObserveSettings settings = new ObserveSettings(
                oneOf("GATEHOUSE_ACCESS_LOG", "on", "off", written.accessLog()),
                port(written.gatewayManagementPort().strip()),
                oneOf("GATEHOUSE_MANAGEMENT_BIND", "loopback", "any", written.managementBind()),
                endpoint(written.otlpEndpoint().strip()),
                ratio(written.traceRatio().strip()),
                proxies());
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return settings;
    }

    private boolean oneOf(String name, String yes, String no, String value) {
        String lower = value.strip().toLowerCase(Locale.ROOT);
        if (!lower.equals(yes) && !lower.equals(no)) {
            problems.add(name + " must be `" + yes + "` or `" + no + "`, not `" + value + "`");
        }
        return lower.equals(yes);
    }

    private OptionalInt port(String value) {
        if (value.equalsIgnoreCase("off")) {
            return OptionalInt.empty();
        }
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65535) {
                return OptionalInt.of(port);
            }
        } catch (NumberFormatException e) {
            // the same answer as for a number that is no port
        }
        problems.add("GATEHOUSE_GATEWAY_MANAGEMENT_PORT must be a port number or `off`, not `" + value + "`");
        return OptionalInt.empty();
    }

    private @Nullable URI endpoint(String value) {
        if (value.isEmpty()) {
            return null;
        }
        try {
            URI uri = new URI(value);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawQuery() == null) {
                return URI.create((value.endsWith("/") ? value : value + "/") + "v1/traces");
            }
        } catch (URISyntaxException e) {
            // the same answer as for an address of another kind
        }
        // Not the value: people put keys of collectors into such addresses.
        problems.add("GATEHOUSE_OTLP_ENDPOINT (or OTEL_EXPORTER_OTLP_ENDPOINT) must be an http or https address such as"
                + " `http://localhost:4318`, without user and query");
        return null;
    }

    private double ratio(String value) {
        try {
            double ratio = Double.parseDouble(value);
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException e) {
            // the same answer as for a number that is no ratio
        }
        problems.add("GATEHOUSE_TRACE_RATIO must be a number from 0 to 1, not `" + value + "`");
        return 0;
    }

    private List<Network> proxies() {
        List<Network> proxies = new ArrayList<>();
        for (String proxy : written.trustedProxies()) {
            Optional<Network> network = Network.parse(proxy);
            if (network.isEmpty() && !proxy.isBlank()) {
                problems.add("GATEHOUSE_TRUSTED_PROXIES holds `" + proxy
                        + "`, which is neither an address nor a network such as 10.0.0.0/8");
            }
            network.ifPresent(proxies::add);
        }
        return proxies;
    }
}
