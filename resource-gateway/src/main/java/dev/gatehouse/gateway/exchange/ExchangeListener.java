package dev.gatehouse.gateway.exchange;

import io.netty.handler.codec.http.HttpHeaders;

/** Looks on at exchanges. Called on the event loop: must not block, what it throws is logged. */
public interface ExchangeListener {

    /** It was decided: allowed ({@link Exchange#server}) or not ({@link Exchange#reason}). */
    default void decided(Exchange exchange) {}

    /**
     * It goes to the upstream now.
     *
     * @param up the headers that the upstream will see, which may be added to
     */
    default void relaying(Exchange exchange, HttpHeaders up) {}

    /** It is over, however it ended. Called exactly once for each exchange that was begun. */
    default void ended(Exchange exchange) {}
}
