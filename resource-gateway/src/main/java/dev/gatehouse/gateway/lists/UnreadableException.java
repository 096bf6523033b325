package dev.gatehouse.gateway.lists;

/** What an upstream sent cannot be read, or is too much to be. */
final class UnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** {@code problem} holds nothing that the upstream sent. */
    UnreadableException(String problem) {
        super(problem, null, false, false);
    }
}
