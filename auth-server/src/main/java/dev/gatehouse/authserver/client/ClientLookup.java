package dev.gatehouse.authserver.client;

/** What is known of a {@code client_id}. */
public sealed interface ClientLookup {

    /** The client is known. */
    record Found(Client client) implements ClientLookup {}

    /** There is no such client: it has to register (again). */
    record Unknown() implements ClientLookup {}

    /**
     * Whether there is such a client cannot be said now: its metadata document could not be fetched, and there is no copy.
     *
     * @param problem what went wrong, for people and logs
     */
    record Unavailable(String problem) implements ClientLookup {}

    /**
     * Its metadata document is there, and not usable: a fault of whoever publishes it.
     *
     * @param problem what is wrong with it, for people and logs
     */
    record Unusable(String problem) implements ClientLookup {}
}
