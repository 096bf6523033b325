package dev.gatehouse.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer of the gateway's own making.
 *
 * @param status the HTTP status
 * @param headers the headers, in the order in which they are written
 * @param body the body, empty for none
 * @param reason why, for the log; never sent
 * @param slot where the body names the decision; null where it does not
 */
public record Answer(
        int status,
        List<Header> headers,
        byte[] body,
        String reason,
        @Nullable Slot slot) {

    /** By which admins look up a decision. */
    public static final String DECISION_HEADER = "gatehouse-decision";

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Copies. */
    public Answer {
        headers = List.copyOf(headers);
    }

    /** An answer whose body names no decision. */
    public Answer(int status, List<Header> headers, byte[] body, String reason) {
        this(status, headers, body, reason, null);
    }

    /**
     * A place in a body of JSON.
     *
     * @param fromEnd how many bytes follow it
     * @param before what is written before the id
     * @param after what is written behind it
     */
    public record Slot(int fromEnd, String before, String after) {

        /** A member of the object that the last {@code closings} braces close, which has members before it. */
        public static Slot member(int closings) {
            return new Slot(closings, ",\"decision\":\"", "\"");
        }
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
                .naming(Slot.member(1))
                .with("cache-control", "no-store");
    }

    /** This answer, whose body can name the decision there. */
    public Answer naming(Slot place) {
        return new Answer(status, headers, body, reason, place);
    }

    /** This answer, if it is a refusal, with the id by which the decision can be looked up, in a header and in its body. */
    public Answer decided(UUID decision) {
        if (status < 400 && slot == null) {
            return this;
        }
        Answer told = with(DECISION_HEADER, decision.toString());
        return slot == null ? told : new Answer(status, told.headers, told.filled(slot, decision), reason);
    }

    private byte[] filled(Slot place, UUID decision) {
        byte[] member = (place.before() + decision + place.after()).getBytes(StandardCharsets.UTF_8);
        byte[] filled = new byte[body.length + member.length];
        int at = body.length - place.fromEnd();
        System.arraycopy(body, 0, filled, 0, at);
        System.arraycopy(member, 0, filled, at, member.length);
        System.arraycopy(body, at, filled, at + member.length, place.fromEnd());
        return filled;
    }

    /** This answer with one more header. */
    public Answer with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Answer(status, more, body, reason, slot);
    }

    /** This answer with another reason in the log than on the wire. */
    public Answer because(String logged) {
        return new Answer(status, headers, body, logged, slot);
    }

    @Override
    public String toString() {
        return status + " " + reason;
    }
}
