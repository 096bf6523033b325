package dev.gatehouse.gateway.exchange;

import dev.gatehouse.gateway.http.Answer;
import java.util.Optional;

/** Refuses exchanges of whom there are too many. Called on the event loop; must not block. */
public interface ExchangeLimit {

    /** A token came that nobody has looked at lately. The answer, when there were too many bad ones. */
    default Optional<Answer> verifying(Exchange exchange) {
        return Optional.empty();
    }

    /** The token is not good. */
    default void rejected(Exchange exchange) {}

    /** The token is good; the body was not read. The answer, when there have been too many of its kind. */
    default Optional<Answer> arrived(Exchange exchange) {
        return Optional.empty();
    }

    /** It is allowed, and would go to the upstream now. The answer, when too many are there already. */
    default Optional<Answer> relaying(Exchange exchange) {
        return Optional.empty();
    }

    /** It is over. Called once for every exchange that {@link #relaying} let through. */
    default void left(Exchange exchange) {}
}
