package dev.gatehouse.authserver.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Which addresses may be connected to. {@link #PUBLIC} knows the registries of special-purpose addresses (RFC 6890): of
 * IPv6 only global unicast is let through, and of that nothing that carries an IPv4 address (6to4, Teredo; NAT64 prefixes
 * are outside of it), because what such an address means is decided by the network that we stand in.
 */
enum AddressRule {
    /** Addresses of the open internet. */
    PUBLIC {
        @Override
        boolean allows(InetAddress address) {
            String text = literal(address);
            if (address instanceof Inet4Address) {
                return NOT_PUBLIC_IPV4.stream().noneMatch(network -> network.matches(text));
            }
            return GLOBAL_UNICAST.matches(text) && NOT_PUBLIC_IPV6.stream().noneMatch(network -> network.matches(text));
        }
    },
    /** This machine, and nothing else: for the demo and for tests. */
    LOOPBACK {
        @Override
        boolean allows(InetAddress address) {
            return address.isLoopbackAddress();
        }
    };

    private static final List<IpAddressMatcher> NOT_PUBLIC_IPV4 = networks(
            "0.0.0.0/8", // this network, unspecified
            "10.0.0.0/8", // private use
            "100.64.0.0/10", // shared address space (CGNAT)
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // the host of a virtual machine at one large cloud
            "169.254.0.0/16", // link-local, and with it the metadata services of clouds
            "172.16.0.0/12", // private use
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays, deprecated
            "192.168.0.0/16", // private use
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and limited broadcast

    private static final IpAddressMatcher GLOBAL_UNICAST = new IpAddressMatcher("2000::/3");

    private static final List<IpAddressMatcher> NOT_PUBLIC_IPV6 = networks(
            "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "3fff::/20"); // documentation

    /** Whether a connection may be made to this address. */
    abstract boolean allows(InetAddress address);

    private static List<IpAddressMatcher> networks(String... networks) {
        return Stream.of(networks).map(IpAddressMatcher::new).toList();
    }

    /** The address without the name of an interface. An IPv4 address that is mapped into IPv6 is an IPv4 address here. */
    private static String literal(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress()).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
