package dev.gatehouse.gateway.lists;

import dev.gatehouse.gateway.http.Room;
import dev.gatehouse.policy.server.FeaturePolicy;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a {@code tools/list} that the gateway has asked itself.
 *
 * @param readOnly by name, whether the tool is said to change nothing
 * @param nextCursor where the next page begins; null for the last one
 */
public record ToolPage(
        Map<String, Boolean> readOnly, @Nullable String nextCursor) {

    /** The largest page that is read, in bytes. */
    public static final int MAX = 1024 * 1024;

    /**
     * Reads one; empty for what is none.
     *
     * @param contentType of the answer
     * @param id of the request, as JSON
     */
    public static Optional<ToolPage> read(String contentType, byte[] body, String id) {
        Map<String, Boolean> tools = new HashMap<>();
        @Nullable String[] next = new String[1];
        Look look = new Look(FeaturePolicy.ALLOW_ALL, false, false, id, (seen, cursor) -> {
            seen.forEach((name, reads) -> tools.merge(name, reads, Boolean::logicalAnd));
            next[0] = cursor;
        });
        try {
            if (contentType.strip().toLowerCase(Locale.ROOT).startsWith("text/event-stream")) {
                try (EventCutter events = new EventCutter(look, new Room(2L * MAX, 2L * MAX).of(id))) {
                    events.take(body, new ByteArrayOutputStream());
                }
            } else {
                ListReader.changed(body, look);
            }
        } catch (UnreadableException e) {
            return Optional.empty();
        }
        return tools.isEmpty() ? Optional.empty() : Optional.of(new ToolPage(tools, next[0]));
    }
}
