package dev.gatehouse.policy.token;

/**
 * A token as it is handed out. It is a secret: it does not print.
 *
 * @param value the text on the wire
 */
public record TokenValue(String value) {
    @Override
    public String toString() {
        return "<redacted>";
    }
}
