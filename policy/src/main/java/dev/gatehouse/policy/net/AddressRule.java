package dev.gatehouse.policy.net;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may be connected to. {@link #publicOnly()} knows the registries of special-purpose addresses (RFC 6890):
 * of IPv6 only global unicast is let through, and of that nothing that carries an IPv4 address (6to4, Teredo; NAT64 prefixes
 * and IPv4-compatible addresses are outside of it), because what such an address means is decided by the network that we
 * stand in.
 */
public final class AddressRule {

    /** The word for 127.0.0.0/8 and ::1. */
    public static final String LOOPBACK = "loopback";

    private static final List<Network> LOOPBACK_NETWORKS = networks("127.0.0.0/8", "::1/128");

    private static final List<Network> NOT_PUBLIC_IPV4 = networks(
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

    private static final List<Network> GLOBAL_UNICAST = networks("2000::/3");

    private static final List<Network> NOT_PUBLIC_IPV6 = networks(
            "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "3fff::/20"); // documentation

    private static final AddressRule PUBLIC_ONLY = new AddressRule(true, List.of());
    private static final AddressRule LOOPBACK_ONLY = new AddressRule(false, LOOPBACK_NETWORKS);

    private final boolean publicToo;
    private final List<Network> named;

    private AddressRule(boolean publicToo, List<Network> named) {
        this.publicToo = publicToo;
        this.named = List.copyOf(named);
    }

    /** Addresses of the open internet. */
    public static AddressRule publicOnly() {
        return PUBLIC_ONLY;
    }

    /** This machine, and nothing else: for the demo and for tests. */
    public static AddressRule loopbackOnly() {
        return LOOPBACK_ONLY;
    }

    /**
     * Addresses of the open internet, and these.
     *
     * @param networks addresses ({@code 10.1.2.3}), networks ({@code 10.0.0.0/8}), or {@value #LOOPBACK}; blank ones are skipped
     * @throws IllegalArgumentException with a sentence for whoever wrote the setting, naming the first that is none of them
     */
    public static AddressRule publicAnd(List<String> networks) {
        List<Network> named = new ArrayList<>();
        for (String text : networks) {
            String network = text.strip();
            if (network.equalsIgnoreCase(LOOPBACK)) {
                named.addAll(LOOPBACK_NETWORKS);
            } else if (!network.isEmpty()) {
                named.add(
                        Network.parse(network)
                                .orElseThrow(
                                        () -> new IllegalArgumentException(
                                                "`" + network
                                                        + "` is neither an address nor a network such as 10.0.0.0/8, nor the word `loopback`")));
            }
        }
        return named.isEmpty() ? PUBLIC_ONLY : new AddressRule(true, named);
    }

    /** Whether a connection may be made to this address. */
    public boolean allows(InetAddress address) {
        byte[] bytes = Network.bytes(address);
        return within(named, bytes) || publicToo && isPublic(bytes);
    }

    private static boolean isPublic(byte[] bytes) {
        if (bytes.length == 4) {
            return !within(NOT_PUBLIC_IPV4, bytes);
        }
        return within(GLOBAL_UNICAST, bytes) && !within(NOT_PUBLIC_IPV6, bytes);
    }

    private static boolean within(List<Network> networks, byte[] bytes) {
        for (Network network : networks) {
            if (network.contains(bytes)) {
                return true;
            }
        }
        return false;
    }

    private static List<Network> networks(String... networks) {
        return Stream.of(networks)
                .map(text -> Network.parse(text).orElseThrow())
                .toList();
    }
}
