package dev.gatehouse.gateway.http;

import dev.gatehouse.gateway.settings.ObserveSettings;
import dev.gatehouse.policy.net.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Sees through the reverse proxies that are trusted: behind them a request comes from the rightmost address in
 * {@code X-Forwarded-For} that is no trusted proxy itself. From anybody else the header is only text.
 */
@Component
public final class ClientAddresses {

    private static final int MAX_HOPS = 20;

    /** An address, with the port and the brackets that some proxies add. */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?:(\\d{1,3}(?:\\.\\d{1,3}){3})|\\[([0-9A-Fa-f:.]{2,45})])(?::\\d{1,5})?|([0-9A-Fa-f:.]{2,45})");

    private final List<Network> trusted;

    @Autowired
    ClientAddresses(ObserveSettings settings) {
        this(settings.trustedProxies());
    }

    /** With these proxies. */
    public ClientAddresses(List<Network> trusted) {
        this.trusted = trusted;
    }

    /** Where a request comes from. What cannot be read ends the walk from the peer to the left. */
    public String of(InetSocketAddress peer, RequestHead head) {
        InetAddress address = peer.getAddress();
        if (address == null) {
            return "";
        }
        if (trusted.isEmpty() || !isTrusted(address)) {
            return address.getHostAddress();
        }
        String[] hops = String.join(",", head.all("x-forwarded-for")).split(",", -1);
        InetAddress found = address;
        for (int i = hops.length - 1; i >= Math.max(0, hops.length - MAX_HOPS) && isTrusted(found); i--) {
            InetAddress said = literal(hops[i].strip());
            if (said == null) {
                break;
            }
            found = said;
        }
        return found.getHostAddress();
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }

    private static @Nullable InetAddress literal(String hop) {
        Matcher matcher = ADDRESS.matcher(hop);
        if (!matcher.matches()) {
            return null;
        }
        for (int group = 1; group <= matcher.groupCount(); group++) {
            String text = matcher.group(group);
            if (text != null && Network.parse(text).isPresent()) {
                try {
                    // a literal, as the line above has found: nothing is looked up
                    return InetAddress.getByName(text);
                } catch (UnknownHostException e) {
                    return null;
                }
            }
        }
        return null;
    }
}
