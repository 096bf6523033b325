package dev.gatehouse.gateway.client;

/** Who answers requests. */
public interface RequestHandler {

    /**
     * Answers, now or later, on the event loop of the request. A connection has one such request at a time: the next one
     * comes when this one is answered and read to its end.
     */
    void handle(ClientRequest request);
}
