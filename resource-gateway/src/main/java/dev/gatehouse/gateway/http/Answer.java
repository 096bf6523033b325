package dev.gatehouse.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer of the gateway's own making.
 *
 * @param status the HTTP status
 * @param headers the headers, in the order in which they are written
 * @param body the body, empty for none
 * @param reason why, for the log; never sent
 */
public record Answer(int status, List<Header> headers, byte[] body, String reason) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Copies. */
    public Answer {
        headers = List.copyOf(headers);
    }

    /** One header of an answer. */
    public record Header(String name, String value) {}

    /** No body at all. */
    public static Answer empty(int status, String reason) {
        return new Answer(status, List.of(), new byte[0], reason);
    }

    /** A JSON document. */
    public static Answer json(int status, Object document, String reason) {
        return text(status, "application/json", JSON.writeValueAsString(document), reason);
    }

    /** Text that is JSON already. */
    public static Answer text(int status, String contentType, String text, String reason) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        return new Answer(status, List.of(new Header("content-type", contentType)), body, reason);
    }

    /**
     * A problem document (RFC 9457).
     *
     * @param reason a code in capitals; it is sent as {@code reason} and logged
     */
    public static Answer problem(int status, String title, String reason) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", title);
        document.put("status", status);
        document.put("reason", reason);
        return text(status, "application/problem+json", JSON.writeValueAsString(document), reason)
                .with("cache-control", "no-store");
    }

    /** This answer with one more header. */
    public Answer with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Answer(status, more, body, reason);
    }

    /** This answer with another reason in the log than on the wire. */
    public Answer because(String logged) {
        return new Answer(status, headers, body, logged);
    }

    @Override
    public String toString() {
        return status + " " + reason;
    }
}
