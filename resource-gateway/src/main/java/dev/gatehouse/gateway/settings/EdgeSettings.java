package dev.gatehouse.gateway.settings;

import dev.gatehouse.gateway.settings.GatewaySettings.Limits;
import dev.gatehouse.gateway.settings.GatewaySettings.Rate;
import dev.gatehouse.policy.net.AddressRule;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings of what may come in, from where, and how much of it, and where connections may lead. */
final class EdgeSettings {

    private static final Pattern HOST = Pattern.compile("\\*|(?:[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::\\d{1,5})?");
    private static final Pattern RATE = Pattern.compile("(\\d{1,7})/(\\d{1,7})");

    private final GatewayProperties written;
    private final List<String> problems;

    EdgeSettings(GatewayProperties written, List<String> problems) {
        this.written = written;
        this.problems = problems;
    }

    AddressRule upstreams() {
        try {
            return AddressRule.publicAnd(written.upstreamPrivate());
        } catch (IllegalArgumentException e) {
            problems.add("GATEHOUSE_UPSTREAM_PRIVATE: " + e.getMessage());
            return AddressRule.publicOnly();
        }
    }

    boolean loopback() {
        return switch (written.bind().toLowerCase(Locale.ROOT)) {
            case "loopback" -> true;
            case "any" -> false;
            default -> {
                problems.add("GATEHOUSE_BIND must be `any` or `loopback`, not `" + written.bind() + "`");
                yield true;
            }
        };
    }

    Set<String> hosts(String gatewayUrl) {
        Set<String> hosts = new HashSet<>();
        for (String one : written.allowedHosts()) {
            String host = one.strip().toLowerCase(Locale.ROOT);
            if (!host.isEmpty() && !HOST.matcher(host).matches()) {
                problems.add("GATEHOUSE_ALLOWED_HOSTS: `" + one + "` is not a host such as `mcp.internal` or"
                        + " `10.0.0.7:8080`, nor `*`");
            } else if (!host.isEmpty()) {
                hosts.add(host);
            }
        }
        if (!gatewayUrl.isEmpty()) {
            hosts.add(URI.create(gatewayUrl).getHost());
        }
        return hosts;
    }

    Limits limits(boolean demo) {
        boolean rated = !written.rateLimits().equalsIgnoreCase("off");
        if (rated && !written.rateLimits().equalsIgnoreCase("on")) {
            problems.add("GATEHOUSE_RATE_LIMITS must be `on` or `off`, not `" + written.rateLimits() + "`");
        }
        if (!rated && !demo && !written.measure()) {
            problems.add("GATEHOUSE_RATE_LIMITS=off is for the demo, and for load tests with --measure");
        }
        GatewayProperties.Limits limits = written.limits();
        return new Limits(
                rated,
                rate("USER_RATE", limits.userRate()),
                rate("CLIENT_RATE", limits.clientRate()),
                rate("BAD_TOKEN_RATE", limits.badTokenRate()),
                atLeastOne("SERVER_CONCURRENCY", limits.serverConcurrency()),
                atLeastOne("USER_CONCURRENCY", limits.userConcurrency()),
                atLeastOne("SERVER_STREAMS", limits.serverStreams()),
                atLeastOne("USER_STREAMS", limits.userStreams()),
                atLeastOne("CONNECTIONS", limits.connections()));
    }

    private Rate rate(String name, String text) {
        Matcher rate = RATE.matcher(text.strip());
        if (rate.matches()) {
            int perSecond = Integer.parseInt(rate.group(1));
            int burst = Integer.parseInt(rate.group(2));
            if (perSecond > 0 && burst > 0) {
                return new Rate(perSecond, burst);
            }
        }
        problems.add(
                "GATEHOUSE_LIMITS_" + name + " must be `per second/at once` such as `200/2000`, not `" + text + "`");
        return new Rate(1, 1);
    }

    private int atLeastOne(String name, int number) {
        if (number < 1) {
            problems.add("GATEHOUSE_LIMITS_" + name + " must be at least 1, not `" + number + "`");
        }
        return number;
    }
}
