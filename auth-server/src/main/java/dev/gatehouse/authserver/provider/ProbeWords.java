package dev.gatehouse.authserver.provider;

import dev.gatehouse.authserver.outbound.Probed;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Says what came of a question in plain words, with what to do. */
final class ProbeWords {

    private static final int MAX_SHOWN = 200;

    private ProbeWords() {}

    /** Why there is no good answer. */
    static String of(URI address, Probed probed) {
        String host = String.valueOf(address.getHost());
        if (probed instanceof Probed.Answered answered) {
            return answered.status() >= 300 && answered.status() < 400
                    ? address + " redirects" + to(answered.location())
                            + ": redirects are not followed, enter the address where it ends"
                    : address + " answers " + answered.status();
        }
        return switch (((Probed.Failed) probed).failure()) {
            case NO_URL -> address + " is not an http or https URL";
            case UNKNOWN_NAME ->
                "the name " + host + " cannot be resolved: check its spelling and the DNS of this machine";
            case PRIVATE_ADDRESS ->
                host
                        + " is an address inside a network, which is not connected to: if that is right, the operator names"
                        + " the network in GATEHOUSE_UPSTREAM_PRIVATE, at the authorization server and at the gateways";
            case NO_CONNECTION -> "nobody listens at " + place(address) + ", or a firewall is in between";
            case TLS_EXPIRED -> "the TLS certificate of " + host + " is expired or not valid yet: renew it there";
            case TLS_WRONG_NAME -> "the TLS certificate of " + host + " is for another name";
            case TLS_UNKNOWN_AUTHORITY ->
                "the TLS certificate of " + host + " is of an authority that is not known here: use one of a public"
                        + " authority, or add yours to the trust store of Java, at the gateways, too";
            case TLS_OTHER -> "there is no TLS connection to be had with " + place(address);
            case TIMEOUT -> place(address) + " does not answer in time";
            case TOO_LARGE -> "the answer of " + address + " is too large";
            case BROKEN -> "the answer of " + address + " breaks off, or is no HTTP";
            case BUSY -> "too much is asked at this moment: try again in a minute";
        };
    }

    /** What somebody else says, made fit for people: short, and nothing that does not print. */
    static String shown(@Nullable String text) {
        String printable = String.valueOf(text).replaceAll("[^\\x20-\\x7E]", "?");
        return printable.length() > MAX_SHOWN ? printable.substring(0, MAX_SHOWN) + "..." : printable;
    }

    private static String to(@Nullable String location) {
        return location == null ? "" : " to " + shown(location);
    }

    private static String place(URI address) {
        return address.getPort() < 0 ? String.valueOf(address.getHost()) : address.getHost() + ":" + address.getPort();
    }
}
