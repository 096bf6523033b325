package dev.gatehouse.authserver.settings;

import org.jspecify.annotations.Nullable;

/**
 * The mail server.
 *
 * @param username null where it asks for none
 * @param from who mail comes from: an address, perhaps with a name
 */
public record Smtp(
        String host,
        int port,
        @Nullable String username,
        @Nullable String password,
        String from,
        Tls tls) {

    /** Does not print the password. */
    @Override
    public String toString() {
        return "Smtp[host=" + host + ", port=" + port + ", tls=" + tls + "]";
    }

    /** How the way to the mail server is protected. */
    public enum Tls {
        /** By STARTTLS, without which nothing is sent. */
        STARTTLS,
        /** By TLS from the first byte on. */
        IMPLICIT,
        /** Not at all, to a server on this machine. */
        NONE,
        /** Not at all, to whichever server. */
        INSECURE
    }
}
