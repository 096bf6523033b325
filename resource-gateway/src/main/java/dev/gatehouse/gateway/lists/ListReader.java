package dev.gatehouse.gateway.lists;

import dev.gatehouse.gateway.mcp.RpcReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the JSON of an answer from an upstream and changes what must be changed, in place. A list is known by its shape:
 * answers that are replayed have nothing else to be known by.
 */
final class ListReader {

    /** The largest answer that is read, in bytes. */
    static final int MAX = 8 * 1024 * 1024;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(500)
                    .maxStringLength(MAX)
                    .build())
            .build();

    private static final String PRIVATE = "\"private\"";
    private static final String CACHE_SCOPE = "cacheScope";

    private final Look look;
    private final JsonParser parser;
    private final Edits edits;
    private @Nullable String cursor;

    private ListReader(Look look, JsonParser parser, byte[] json) {
        this.look = look;
        this.parser = parser;
        this.edits = new Edits(json);
    }

    /**
     * The JSON as it may be passed on; the very same array when nothing was changed.
     *
     * @throws UnreadableException when it is not JSON-RPC that can be read in one way only
     */
    static byte[] changed(byte[] json, Look look) {
        if (!RpcReader.isPlainUtf8(json)) {
            throw new UnreadableException("not UTF-8");
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json, 0, json.length)) {
            ListReader reader = new ListReader(look, parser, json);
            reader.messages();
            if (parser.nextToken() != null) {
                throw new UnreadableException("something after the JSON");
            }
            return reader.edits.applied();
        } catch (JacksonException e) {
            throw new UnreadableException("not JSON that can be read in one way only");
        }
    }

    private void messages() {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_OBJECT) {
            message();
            return;
        }
        if (first != JsonToken.START_ARRAY) {
            throw new UnreadableException("not JSON-RPC");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new UnreadableException("a batch of something else");
            }
            message();
        }
    }

    private void message() {
        String id = null;
        Map<String, Boolean> tools = Map.of();
        cursor = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            if (member.equals("result") && value == JsonToken.START_OBJECT) {
                tools = result();
            } else if (member.equals("id")) {
                id = id(value);
            } else if (!member.equals("result") && member.equalsIgnoreCase("result")) {
                throw new UnreadableException("a result by another name");
            }
            parser.skipChildren();
        }
        if (id != null && id.equals(look.learnedFrom()) && !tools.isEmpty()) {
            look.learned().saw(tools, cursor);
        }
    }

    private @Nullable String id(JsonToken value) {
        if (value == JsonToken.VALUE_STRING) {
            return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(parser.getString())) + '"';
        }
        return value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT ? parser.getString() : null;
    }

    /** What it says of tools. */
    private Map<String, Boolean> result() {
        int afterBrace = start() + 1;
        boolean list = false;
        boolean scoped = false;
        Map<String, Boolean> tools = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            ListKind kind = ListKind.of(member).orElse(null);
            if (kind != null && value == JsonToken.START_ARRAY) {
                list = true;
                array(kind, tools);
            } else if (isListInDisguise(kind, member)) {
                throw new UnreadableException("a list in another shape");
            } else if (member.equals(CACHE_SCOPE)) {
                scoped = true;
                scope(value);
            } else {
                cursor = member.equals("nextCursor") && value == JsonToken.VALUE_STRING ? parser.getString() : cursor;
                parser.skipChildren();
            }
        }
        if (look.privateCache() && list && !scoped) {
            edits.replace(afterBrace, afterBrace, '"' + CACHE_SCOPE + "\":" + PRIVATE + ',');
        }
        return tools;
    }

    private boolean isListInDisguise(@Nullable ListKind kind, String member) {
        return kind == null ? ListKind.resembles(member) : look.features().restricts(kind.feature());
    }

    private void array(ListKind kind, Map<String, Boolean> tools) {
        boolean filtered = look.features().restricts(kind.feature());
        boolean learned = kind == ListKind.TOOLS && look.learnedFrom() != null;
        if (!filtered && !learned) {
            parser.skipChildren();
            return;
        }
        int from = start();
        Elements elements = Elements.read(parser, kind);
        elements.tools().forEach((name, reads) -> tools.merge(name, reads, Boolean::logicalAnd));
        if (filtered) {
            List<Edits.Range> kept = elements.named(name -> look.features().exposes(kind.feature(), name));
            if (kept.size() < elements.count()) {
                edits.keep(from, start() + 1, kept);
            }
        }
    }

    private void scope(JsonToken value) {
        int from = start();
        boolean isPrivate =
                value == JsonToken.VALUE_STRING && parser.getString().equals("private");
        parser.skipChildren();
        if (look.privateCache() && !isPrivate) {
            boolean composed =
                    parser.currentToken() == JsonToken.END_OBJECT || parser.currentToken() == JsonToken.END_ARRAY;
            parser.finishToken();
            edits.replace(from, composed ? start() + 1 : end(), PRIVATE);
        }
    }

    /** Where the current token begins. */
    private int start() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Where the current token ends, once it was read. */
    private int end() {
        return (int) parser.currentLocation().getByteOffset();
    }
}
