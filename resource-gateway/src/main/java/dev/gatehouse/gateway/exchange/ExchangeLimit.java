package dev.gatehouse.gateway.exchange;

import dev.gatehouse.gateway.http.Answer;
import java.util.Optional;

/** Refuses exchanges of whom there are too many. Called on the event loop; must not block. */
public interface ExchangeLimit {

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
