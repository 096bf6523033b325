package dev.gatehouse.authserver.limit;

import dev.gatehouse.authserver.settings.Settings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sees through the reverse proxies that are trusted: behind them a request comes from the rightmost address in
 * {@code X-Forwarded-For} that is no trusted proxy itself. From anybody else the header is only text. Of all that proxies
 * say, this alone is believed, never a host or a scheme.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ForwardedAddressFilter extends OncePerRequestFilter {

    private static final String HEADER = "X-Forwarded-For";
    private static final int MAX_HOPS = 20;
    /** An address, with the port and the brackets that some proxies add. Nothing here is ever looked up as a name. */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?:(\\d{1,3}(?:\\.\\d{1,3}){3})|\\[([0-9A-Fa-f:.]{2,45})])(?::\\d{1,5})?|([0-9A-Fa-f:.]{2,45})");

    private final List<IpAddressMatcher> trusted;

    @Autowired
    ForwardedAddressFilter(Settings settings) {
        this(settings.trustedProxies());
    }

    ForwardedAddressFilter(List<String> trustedProxies) {
        this.trusted = trustedProxies.stream().map(IpAddressMatcher::new).toList();
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return trusted.isEmpty();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String address = origin(request.getRemoteAddr(), Collections.list(request.getHeaders(HEADER)));
        chain.doFilter(
                new HttpServletRequestWrapper(request) {
                    @Override
                    public String getRemoteAddr() {
                        return address;
                    }
                },
                response);
    }

    /** Walks from the peer to the left, as long as who speaks is trusted. What cannot be read ends the walk. */
    String origin(String peer, List<String> headers) {
        List<String> hops = new ArrayList<>();
        headers.forEach(header -> hops.addAll(List.of(header.split(",", -1))));
        Collections.reverse(hops);
        String address = peer;
        for (String hop : hops.subList(0, Math.min(hops.size(), MAX_HOPS))) {
            String said = literal(hop.strip());
            if (said.isEmpty() || !isTrusted(address)) {
                break;
            }
            address = said;
        }
        return address;
    }

    private static String literal(String hop) {
        var matcher = ADDRESS.matcher(hop);
        if (!matcher.matches()) {
            return "";
        }
        for (int group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                return isAddress(matcher.group(group)) ? matcher.group(group) : "";
            }
        }
        return "";
    }

    private static boolean isAddress(String text) {
        try {
            new IpAddressMatcher(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isTrusted(String address) {
        return trusted.stream().anyMatch(network -> network.matches(address));
    }
}
