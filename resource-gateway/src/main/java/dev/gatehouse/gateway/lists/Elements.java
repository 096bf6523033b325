package dev.gatehouse.gateway.lists;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The elements of one list: where each lies, what it names, and what it says of itself if it is a tool. */
final class Elements {

    private final List<Element> elements = new ArrayList<>();
    private final Map<String, Boolean> tools = new HashMap<>();

    private Elements() {}

    /** Reads from the opening bracket to the closing one. */
    static Elements read(JsonParser parser, ListKind kind) {
        Elements read = new Elements();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new UnreadableException("a list of something else");
            }
            read.element(parser, kind);
        }
        return read;
    }

    private void element(JsonParser parser, ListKind kind) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        String name = null;
        boolean readOnly = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            if (member.equals(kind.key())) {
                name = value == JsonToken.VALUE_STRING ? parser.getString() : null;
            } else if (member.equals("annotations") && value == JsonToken.START_OBJECT) {
                readOnly = readOnlyHint(parser);
            }
            parser.skipChildren();
        }
        elements.add(new Element(
                name, new Edits.Range(from, (int) parser.currentTokenLocation().getByteOffset() + 1)));
        if (kind == ListKind.TOOLS && name != null) {
            tools.merge(name, readOnly, Boolean::logicalAnd);
        }
    }

    private static boolean readOnlyHint(JsonParser parser) {
        boolean readOnly = false;
        boolean destructive = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            readOnly |= member.equals("readOnlyHint") && value == JsonToken.VALUE_TRUE;
            destructive |= member.equals("destructiveHint") && value == JsonToken.VALUE_TRUE;
            parser.skipChildren();
        }
        // "destructive" has a meaning only where a tool is not read-only: who says both contradicts itself
        return readOnly && !destructive;
    }

    int count() {
        return elements.size();
    }

    /** Where the elements lie that name something that is wanted; one that names nothing is not. */
    List<Edits.Range> named(Predicate<String> wanted) {
        return elements.stream()
                .filter(element -> element.name != null && wanted.test(element.name))
                .map(Element::range)
                .toList();
    }

    /** Of each tool, whether it says that it changes nothing. */
    Map<String, Boolean> tools() {
        return tools;
    }

    private record Element(@Nullable String name, Edits.Range range) {}
}
