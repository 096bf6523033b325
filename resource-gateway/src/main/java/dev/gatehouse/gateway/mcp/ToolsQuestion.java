package dev.gatehouse.gateway.mcp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.io.JsonStringEncoder;

/** A {@code tools/list} of the gateway's own, for the same revision and client as a request that was read. */
public final class ToolsQuestion {

    private final String id = "gatehouse-" + UUID.randomUUID();
    private final String meta;

    private ToolsQuestion(String meta) {
        this.meta = meta;
    }

    /**
     * The question.
     *
     * @param body a body that was read, of one request: its {@code params._meta} says who asks, and is taken over
     */
    public static ToolsQuestion like(byte[] body) {
        return new ToolsQuestion(meta(body).map(json -> "\"_meta\":" + json).orElse(""));
    }

    /** The id of its answer, as JSON. */
    public String id() {
        return '"' + id + '"';
    }

    /**
     * The body that asks.
     *
     * @param cursor where the last answer ended; null for the first page
     */
    public byte[] body(@Nullable String cursor) {
        String from = cursor == null
                ? ""
                : "\"cursor\":\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(cursor)) + '"'
                        + (meta.isEmpty() ? "" : ",");
        String params = from + meta;
        return ("{\"jsonrpc\":\"2.0\",\"id\":" + id() + ",\"method\":\"tools/list\""
                        + (params.isEmpty() ? "" : ",\"params\":{" + params + "}") + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<String> meta(byte[] body) {
        try (JsonParser parser = RpcReader.parser(body)) {
            return member(parser, "params") && member(parser, "_meta")
                    ? Optional.of(whole(parser, body))
                    : Optional.empty();
        }
    }

    /** Goes into the object that is next, to its member of this name, if that is an object. */
    private static boolean member(JsonParser parser, String name) {
        if (parser.currentToken() == null) {
            parser.nextToken();
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean found = parser.currentName().equals(name);
            JsonToken value = parser.nextToken();
            if (found) {
                return value == JsonToken.START_OBJECT;
            }
            parser.skipChildren();
        }
        return false;
    }

    private static String whole(JsonParser parser, byte[] body) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int to = (int) parser.currentTokenLocation().getByteOffset() + 1;
        return new String(body, from, to - from, StandardCharsets.UTF_8);
    }
}
