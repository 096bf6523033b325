package dev.gatehouse.authserver.outbound;

import java.net.URI;
import java.util.Optional;

/**
 * Which URLs are fetched at all. Outside of tests that is https on its own port: with others, anybody could use this
 * program to find out what listens where. The draft allows ports in client ids; no deployed client has one.
 */
enum UrlRule {
    /** https on port 443. */
    HTTPS {
        @Override
        Optional<String> scheme(URI url) {
            if (!"https".equalsIgnoreCase(url.getScheme())) {
                return Optional.of("the URL is not https");
            }
            return url.getPort() == -1 || url.getPort() == HTTPS_PORT
                    ? Optional.empty()
                    : Optional.of("the URL has a port other than 443");
        }
    },
    /** http and https, any port: for loopback addresses. */
    ANY_PORT {
        @Override
        Optional<String> scheme(URI url) {
            return "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme())
                    ? Optional.empty()
                    : Optional.of("the URL is neither https nor http");
        }
    };

    private static final int HTTPS_PORT = 443;

    abstract Optional<String> scheme(URI url);

    /** What is wrong with a URL, if anything. */
    Optional<String> problem(URI url) {
        if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            return Optional.of("the URL has no host, or user information, or a fragment");
        }
        return scheme(url);
    }
}
