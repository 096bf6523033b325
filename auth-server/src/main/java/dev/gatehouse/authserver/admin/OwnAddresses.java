package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.settings.Settings;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Where this installation is itself, however it is spelt. What is of others must not be there: an upstream that is the
 * gateway would be asked by itself again and again, and what is signed for others must be no token of ours. No name server is
 * asked; the gateway notices by itself when it is sent what it sent.
 */
@Component
final class OwnAddresses {

    private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
    private static final String THIS_MACHINE = "localhost";

    private final List<String> own;

    OwnAddresses(Settings settings) {
        this.own = List.of(settings.issuer(), settings.gatewayUrl());
    }

    /** Refuses what leads here. */
    void requireForeign(String member, String text) {
        for (String place : own) {
            if (spelt(place, text) || same(URI.create(place), text)) {
                throw new InvalidValue("`" + member + "` must not be an address of this installation");
            }
        }
    }

    /** Also of what is no URI. */
    private static boolean spelt(String place, String text) {
        return text.equalsIgnoreCase(place)
                || text.regionMatches(true, 0, place + "/", 0, place.length() + 1)
                || text.regionMatches(true, 0, place + "?", 0, place.length() + 1);
    }

    private static boolean same(URI place, String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null
                    && port(uri) == port(place)
                    && host(uri.getHost()).equals(host(place.getHost()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
    }

    /** One name for all that lead to this machine alone. */
    private static String host(String text) {
        String name = text.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
        return name.equals(THIS_MACHINE) || name.endsWith("." + THIS_MACHINE) || isLoopback(name) ? THIS_MACHINE : name;
    }

    /** Literals only. */
    private static boolean isLoopback(String name) {
        if (!name.contains(":") && !IPV4.matcher(name).matches()) {
            return false;
        }
        try {
            InetAddress address = InetAddress.getByName(name);
            return address.isLoopbackAddress() || address.isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
