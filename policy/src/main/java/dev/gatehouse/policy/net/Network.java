package dev.gatehouse.policy.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses that begin with the same bits (RFC 4632, RFC 4291 section 2.3). An IPv4 address that is mapped into IPv6 is an
 * IPv4 address here.
 */
public final class Network {

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");
    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /**
     * Reads an address ({@code 10.1.2.3}) or a network ({@code 10.0.0.0/8}); never asks a name server.
     *
     * @return empty for anything else
     */
    public static Optional<Network> parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int slash = lower.indexOf('/');
        Optional<byte[]> literal = literal(slash < 0 ? lower : lower.substring(0, slash));
        if (literal.isEmpty()) {
            return Optional.empty();
        }
        byte[] address = literal.get();
        if (slash < 0) {
            return Optional.of(new Network(address, address.length * 8));
        }
        String prefix = lower.substring(slash + 1);
        if (!PREFIX.matcher(prefix).matches() || Integer.parseInt(prefix) > address.length * 8) {
            return Optional.empty();
        }
        return Optional.of(new Network(address, Integer.parseInt(prefix)));
    }

    /** Whether an address belongs to it. The name of an interface (an IPv6 zone) does not count. */
    public boolean contains(InetAddress other) {
        return contains(bytes(other));
    }

    boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (other[i] != address[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((other[whole] ^ address[whole]) & (0xff << (8 - rest)) & 0xff) == 0;
    }

    /** The 4 or 16 bytes of an address, unmapped. */
    static byte[] bytes(InetAddress address) {
        byte[] raw = address.getAddress();
        if (raw.length != 16) {
            return raw;
        }
        for (int i = 0; i < MAPPED.length; i++) {
            if (raw[i] != MAPPED[i]) {
                return raw;
            }
        }
        return new byte[] {raw[12], raw[13], raw[14], raw[15]};
    }

    private static Optional<byte[]> literal(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // a leading colon or digit and nothing but hex: the class library takes it for a literal or refuses it
            return Optional.of(bytes(InetAddress.getByName(text.indexOf(':') < 0 ? text : "[" + text + "]")));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
