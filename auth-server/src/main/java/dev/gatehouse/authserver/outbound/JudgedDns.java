package dev.gatehouse.authserver.outbound;

import dev.gatehouse.policy.net.AddressRule;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a name once for a connection, judges every address, and hands out the very addresses that were judged: what a
 * name resolves to afterwards does not matter. A name with any address that may not be connected to is refused as a whole,
 * because no honest name is both inside and outside.
 */
final class JudgedDns implements DnsResolver {

    private final Lookup lookup;
    private final AddressRule rule;

    JudgedDns(Lookup lookup, AddressRule rule) {
        this.lookup = lookup;
        this.rule = rule;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        List<InetAddress> addresses = lookup.resolve(host);
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        if (!addresses.stream().allMatch(rule::allows)) {
            throw new ForbiddenAddress();
        }
        return addresses.toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** How names become addresses. */
    @FunctionalInterface
    interface Lookup {

        /** Every address of a host. */
        List<InetAddress> resolve(String host) throws UnknownHostException;

        /** The machine's own resolver. */
        static Lookup system() {
            return host -> List.of(InetAddress.getAllByName(host));
        }
    }

    /** The name has an address that may not be connected to. It does not say which: that is not the caller's business. */
    static final class ForbiddenAddress extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        ForbiddenAddress() {
            super("the address is not a public one");
        }
    }
}
