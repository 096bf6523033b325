package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.GrantScopes;
import dev.gatehouse.authserver.admin.InvalidValue;
import dev.gatehouse.authserver.admin.Patch;
import dev.gatehouse.policy.scope.Scopes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The members of a JSON object, read one by one. A member of the wrong type or an unknown one is malformed (400), a value
 * of the right type that means nothing is invalid (422). Nothing is coerced: a number is no text, {@code "true"} no
 * boolean. Where it is not a patch, null stands for absent.
 */
final class JsonFields {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String VERSION = "version";

    /** An object without members. */
    static final JsonFields NONE = new JsonFields(JSON.createObjectNode());

    private final JsonNode node;

    private JsonFields(JsonNode node) {
        this.node = node;
    }

    static JsonFields of(String what, JsonNode node) {
        if (!node.isObject()) {
            throw ApiFault.malformed(what + " must be a JSON object");
        }
        return new JsonFields(node);
    }

    /** Refuses members other than these. */
    JsonFields only(String... known) {
        Set<String> unknown = new TreeSet<>(node.propertyNames());
        Arrays.asList(known).forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw ApiFault.malformed("there are unknown members: " + UnknownNames.told(unknown));
        }
        return this;
    }

    /** Refuses members other than these and the version that the caller expects to change. */
    JsonFields versionAnd(String... known) {
        String[] all = Arrays.copyOf(known, known.length + 1);
        all[known.length] = VERSION;
        return only(all);
    }

    @Nullable
    String text(String name) {
        return value(name, JsonFields::asText);
    }

    String requiredText(String name) {
        return required(name, text(name));
    }

    @Nullable
    Boolean bool(String name) {
        return value(name, JsonFields::asBool);
    }

    @Nullable
    UUID id(String name) {
        return value(name, JsonFields::asId);
    }

    UUID requiredId(String name) {
        return required(name, id(name));
    }

    @Nullable
    List<String> texts(String name) {
        return value(name, JsonFields::asTexts);
    }

    /** A text alone is a list of one. */
    @Nullable
    List<String> textOrTexts(String name) {
        return value(name, (member, value) -> {
            if (!value.isString() && !value.isArray()) {
                throw ApiFault.malformed("`" + member + "` must be a text or an array of texts");
            }
            return value.isString() ? List.of(value.stringValue()) : asTexts(member, value);
        });
    }

    @Nullable
    List<UUID> ids(String name) {
        return value(name, JsonFields::asIds);
    }

    <E extends Enum<E>> @Nullable E oneOf(String name, Class<E> type) {
        return value(name, (member, value) -> asOneOf(member, value, type));
    }

    <E extends Enum<E>> E requiredOneOf(String name, Class<E> type) {
        return required(name, oneOf(name, type));
    }

    /** The scopes of a grant. */
    @Nullable
    Scopes scopes() {
        List<String> tokens = texts("scopes");
        return tokens == null ? null : GrantScopes.parse(tokens);
    }

    @Nullable
    Map<String, Object> map(String name) {
        return value(name, JsonFields::asMap);
    }

    @Nullable
    JsonFields object(String name) {
        return value(name, JsonFields::asObject);
    }

    @Nullable
    List<JsonFields> objects(String name) {
        return value(name, (member, value) -> elements(member, value, JsonFields::of));
    }

    /** The version that the caller expects to change. */
    @Nullable
    Long version() {
        return wholeNumber(VERSION);
    }

    @Nullable
    Long wholeNumber(String name) {
        return value(name, JsonFields::asWholeNumber);
    }

    Patch<String> patchText(String name) {
        return patch(name, JsonFields::asText);
    }

    Patch<Boolean> patchBool(String name) {
        return patch(name, JsonFields::asBool);
    }

    Patch<List<String>> patchTexts(String name) {
        return patch(name, JsonFields::asTexts);
    }

    Patch<JsonFields> patchObject(String name) {
        return patch(name, JsonFields::asObject);
    }

    Patch<UUID> patchId(String name) {
        return patch(name, JsonFields::asId);
    }

    Patch<Long> patchWholeNumber(String name) {
        return patch(name, JsonFields::asWholeNumber);
    }

    <E extends Enum<E>> Patch<E> patchOneOf(String name, Class<E> type) {
        return patch(name, (member, value) -> asOneOf(member, value, type));
    }

    static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new InvalidValue("`" + name + "` is required");
        }
        return value;
    }

    private <T> @Nullable T value(String name, BiFunction<String, JsonNode, T> reader) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : reader.apply(name, value);
    }

    private <T> Patch<T> patch(String name, BiFunction<String, JsonNode, T> reader) {
        return node.has(name) ? new Patch<>(true, value(name, reader)) : Patch.absent();
    }

    private static String asText(String name, JsonNode value) {
        if (!value.isString()) {
            throw ApiFault.malformed("`" + name + "` must be a string");
        }
        return value.stringValue();
    }

    private static Long asWholeNumber(String name, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw ApiFault.malformed("`" + name + "` must be a whole number");
        }
        return value.longValue();
    }

    private static Boolean asBool(String name, JsonNode value) {
        if (!value.isBoolean()) {
            throw ApiFault.malformed("`" + name + "` must be true or false");
        }
        return value.booleanValue();
    }

    private static UUID asId(String name, JsonNode value) {
        return PathIds.parse(asText(name, value))
                .orElseThrow(() -> new InvalidValue("an id in `" + name + "` is not one"));
    }

    private static List<String> asTexts(String name, JsonNode value) {
        return elements(name, value, JsonFields::asText);
    }

    private static List<UUID> asIds(String name, JsonNode value) {
        return elements(name, value, JsonFields::asId);
    }

    private static Map<String, Object> asMap(String name, JsonNode value) {
        of("`" + name + "`", value);
        return JSON.convertValue(value, new TypeReference<>() {});
    }

    private static JsonFields asObject(String name, JsonNode value) {
        return of("`" + name + "`", value);
    }

    private static <E extends Enum<E>> E asOneOf(String name, JsonNode value, Class<E> type) {
        String text = asText(name, value);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidValue("`" + name + "` must be one of " + Arrays.toString(type.getEnumConstants())));
    }

    private static <T> List<T> elements(String name, JsonNode value, BiFunction<String, JsonNode, T> reader) {
        if (!value.isArray()) {
            throw ApiFault.malformed("`" + name + "` must be an array");
        }
        List<T> list = new ArrayList<>();
        value.forEach(element -> list.add(reader.apply(name, element)));
        return list;
    }
}
