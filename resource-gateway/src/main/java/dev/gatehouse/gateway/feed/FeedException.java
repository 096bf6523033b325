package dev.gatehouse.gateway.feed;

/** The authorization server's answer is not what docs/feed.md says. */
final class FeedException extends Exception {

    private static final long serialVersionUID = 1L;

    FeedException(String message) {
        super(message);
    }
}
