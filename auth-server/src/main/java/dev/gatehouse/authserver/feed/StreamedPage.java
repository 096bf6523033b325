package dev.gatehouse.authserver.feed;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What streams that stand at the same cursor are sent, made once for all of them.
 *
 * @param event the event's name
 * @param cursor where they stand then
 * @param more whether there is more behind it
 * @param document the document that a poll would be answered
 * @param readAt just before the database was read, as {@link System#nanoTime()}
 */
record StreamedPage(String event, String cursor, boolean more, byte[] document, long readAt) {

    static final String CHANGES = "changes";
    static final String ALIVE = "alive";

    /**
     * The event on the wire (the HTML standard, section "Server-sent events"). JSON as it is written here has no line breaks.
     *
     * @param elapsedMillis how long after the stream's beginning the database was read
     */
    List<byte[]> onTheWire(long elapsedMillis) {
        byte[] head = ("event: " + event + "\nid: " + cursor + "\ndata: {\"elapsed\":" + elapsedMillis + ",")
                .getBytes(StandardCharsets.UTF_8);
        // the document's own opening brace is left out
        return List.of(head, document, "\n\n".getBytes(StandardCharsets.UTF_8));
    }

    /** A document without its opening brace. */
    static byte[] withoutBrace(byte[] json) {
        byte[] rest = new byte[json.length - 1];
        System.arraycopy(json, 1, rest, 0, rest.length);
        return rest;
    }
}
