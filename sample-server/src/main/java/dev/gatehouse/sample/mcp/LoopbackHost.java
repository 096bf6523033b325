package dev.gatehouse.sample.mcp;

import io.modelcontextprotocol.server.transport.HeaderAccessor;
import io.modelcontextprotocol.server.transport.ServerHttpHeaderValidator;
import io.modelcontextprotocol.server.transport.ServerTransportSecurityException;
import java.util.List;
import java.util.Set;

/**
 * Refuses a Host that is not a loopback name: a page of a rebound DNS name cannot reach this server. The Origin is not
 * judged here, as the gateway in front has judged it, and passes it on; without CORS answers no page can call directly.
 */
final class LoopbackHost implements ServerHttpHeaderValidator {

    private static final int MISDIRECTED_REQUEST = 421;
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    @Override
    public void validate(HeaderAccessor headers) throws ServerTransportSecurityException {
        List<String> hosts = headers.getHeader("Host");
        if (hosts.size() != 1 || !NAMES.contains(withoutPort(hosts.get(0)))) {
            throw new ServerTransportSecurityException(MISDIRECTED_REQUEST, "not a name of this server");
        }
    }

    private static String withoutPort(String host) {
        return host.replaceFirst(":[0-9]*$", "");
    }
}
