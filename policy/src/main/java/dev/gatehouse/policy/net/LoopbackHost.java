package dev.gatehouse.policy.net;

import java.util.Locale;
import java.util.regex.Pattern;

/** The names under which a browser on this machine asks this machine itself: no page from elsewhere has one of them. */
public final class LoopbackHost {

    private static final Pattern NAME =
            Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

    private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");

    private LoopbackHost() {}

    /** Whether a host is one, in lower case and without a port. */
    public static boolean isName(String host) {
        return NAME.matcher(host).matches();
    }

    /** Whether the value of a {@code Host} field is one (RFC 9110 section 7.2), with or without a port. */
    public static boolean isField(String value) {
        return isName(PORT.matcher(value.strip().toLowerCase(Locale.ROOT)).replaceFirst(""));
    }
}
