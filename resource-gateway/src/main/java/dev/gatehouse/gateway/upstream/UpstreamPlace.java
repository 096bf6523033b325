package dev.gatehouse.gateway.upstream;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * Where connections go.
 *
 * @param tls whether it speaks TLS
 * @param host a name, or an address without brackets
 */
record UpstreamPlace(boolean tls, String host, int port) {

    static UpstreamPlace of(URI upstream) {
        boolean tls = upstream.getScheme().equalsIgnoreCase("https");
        String host = upstream.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new UpstreamPlace(tls, bare, upstream.getPort() >= 0 ? upstream.getPort() : tls ? 443 : 80);
    }

    /** Not resolved: that is done for each connection anew. */
    InetSocketAddress address() {
        return InetSocketAddress.createUnresolved(host, port);
    }
}
