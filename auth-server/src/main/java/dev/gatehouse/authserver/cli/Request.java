package dev.gatehouse.authserver.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A command with all that was given for it: checked before anything is sent, and then made into a request. */
final class Request {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern VERSION = Pattern.compile("\\d{1,18}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");

    private final Verb verb;
    private final Map<Parameter, List<String>> given = new LinkedHashMap<>();
    private final List<Parameter> unset = new ArrayList<>();
    private final Map<String, String> page = new LinkedHashMap<>();
    private @Nullable String ifMatch;

    private Request(Verb verb) {
        this.verb = verb;
    }

    /** Takes what belongs to the command out of the words; whatever is left, or missing, is wrong. */
    static Request of(Verb verb, List<String> arguments, Words words) {
        Request request = new Request(verb);
        request.takeArguments(arguments);
        for (Parameter parameter : verb.parameters()) {
            if (parameter.option()) {
                request.takeOption(parameter, words);
            }
        }
        if (verb.versioned()) {
            request.ifMatch = words.takeOne("if-match").orElse(null);
        }
        if (verb.patch()) {
            words.take("unset").stream()
                    .flatMap(names -> Arrays.stream(names.split(",")))
                    .map(name -> verb.option(name).orElseThrow(() -> Failure.usage("--unset: there is no --" + name)))
                    .forEach(request.unset::add);
        }
        if (verb.page()) {
            List.of("limit", "cursor")
                    .forEach(name -> words.takeOne(name).ifPresent(value -> request.page.put(name, value)));
        }
        request.check(words);
        return request;
    }

    private void takeArguments(List<String> arguments) {
        List<Parameter> wanted = verb.arguments();
        for (int i = 0; i < wanted.size(); i++) {
            if (arguments.size() <= i) {
                throw Failure.usage("the " + wanted.get(i).type() + " is missing");
            }
            boolean rest = wanted.get(i).many();
            given.put(wanted.get(i), rest ? arguments.subList(i, arguments.size()) : List.of(arguments.get(i)));
        }
        boolean takesRest = !wanted.isEmpty() && wanted.get(wanted.size() - 1).many();
        if (!takesRest && arguments.size() > wanted.size()) {
            throw Failure.usage("one word too many: " + arguments.get(wanted.size()));
        }
    }

    private void takeOption(Parameter parameter, Words words) {
        List<String> values = parameter.many()
                ? words.take(parameter.name())
                : words.takeOne(parameter.name()).map(List::of).orElse(List.of());
        if (values.isEmpty()) {
            if (parameter.required()) {
                throw Failure.usage("--" + parameter.name() + " is missing");
            }
            return;
        }
        given.put(parameter, parameter.many() ? split(values) : values);
    }

    private static List<String> split(List<String> values) {
        return values.stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private void check(Words words) {
        if (!words.optionNames().isEmpty()) {
            throw Failure.usage(
                    "unknown option: --" + words.optionNames().iterator().next());
        }
        if (words.has("all") && (!verb.page() || !page.isEmpty())) {
            throw Failure.usage("--all is for lists, and without --limit and --cursor");
        }
        if (ifMatch != null && !VERSION.matcher(ifMatch).matches()) {
            throw Failure.usage("--if-match takes a version: a number");
        }
        given.forEach((parameter, values) -> values.forEach(value -> check(parameter, value)));
        if (verb.patch()
                && given.keySet().stream().allMatch(Parameter::argument)
                && unset.isEmpty()
                && verb.parameters().stream()
                        .noneMatch(parameter -> parameter.secret() || parameter.place() == Parameter.Place.CONSTANT)) {
            throw Failure.usage("nothing to change");
        }
    }

    private static void check(Parameter parameter, String value) {
        String name = parameter.argument() ? "the " + parameter.type() : "--" + parameter.name();
        if (parameter.argument() && value.isBlank()) {
            throw Failure.usage(name + " is empty");
        }
        switch (parameter.type()) {
            case "bool" -> {
                if (!value.equals("true") && !value.equals("false")) {
                    throw Failure.usage(name + " takes true or false");
                }
            }
            case "int" -> {
                if (!NUMBER.matcher(value).matches()) {
                    throw Failure.usage(name + " takes a number");
                }
            }
            case "json" -> json(name, value);
            default -> {
                // text, or a name: the server knows
            }
        }
    }

    private static JsonNode json(String name, String value) {
        try {
            String text = value.startsWith("@") ? Files.readString(Path.of(value.substring(1))) : value;
            return JSON.readTree(text);
        } catch (IOException e) {
            throw Failure.usage(name + ": cannot read " + value.substring(1));
        } catch (JacksonException e) {
            throw Failure.usage(name + " takes JSON, or @ and the name of a file with it");
        }
    }

    /**
     * The path and the query.
     *
     * @param id the id of a thing of this kind with this name
     */
    String address(BiFunction<Kind, String, String> id) {
        String path = verb.path();
        List<String> query = new ArrayList<>();
        for (Map.Entry<Parameter, List<String>> entry : given.entrySet()) {
            Parameter parameter = entry.getKey();
            if (parameter.place() == Parameter.Place.PATH) {
                path = path.replace(
                        "{" + parameter.name() + "}",
                        Names.encoded(named(entry, id).get(0)));
            } else if (parameter.place() == Parameter.Place.QUERY) {
                query.add(parameter.member() + "="
                        + Names.encoded(named(entry, id).get(0)));
            }
        }
        page.forEach((name, value) -> query.add(name + "=" + Names.encoded(value)));
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    /** The body; null where the command has none. */
    @Nullable
    ObjectNode body(BiFunction<Kind, String, String> id, Asking asking) {
        if (!verb.hasBody()) {
            return null;
        }
        ObjectNode body = NODES.objectNode();
        for (Parameter parameter : verb.parameters()) {
            switch (parameter.place()) {
                case CONSTANT -> put(body, parameter, constant(parameter.value()));
                case OPTION, ARGUMENT -> {
                    if (parameter.secret()) {
                        put(
                                body,
                                parameter,
                                NODES.stringNode(asking.secret(parameter.name().replace('-', ' '))));
                    } else if (given.containsKey(parameter)) {
                        put(body, parameter, value(parameter, id));
                    }
                }
                case PATH, QUERY -> {
                    // not in the body
                }
            }
        }
        unset.forEach(parameter -> put(body, parameter, NODES.nullNode()));
        return body;
    }

    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", verb.accept() == null ? "application/json" : verb.accept());
        if (ifMatch != null) {
            headers.put("If-Match", "\"" + ifMatch + "\"");
        }
        return headers;
    }

    private static JsonNode constant(String value) {
        return value.equals("true") || value.equals("false")
                ? NODES.booleanNode(Boolean.parseBoolean(value))
                : NODES.stringNode(value);
    }

    private JsonNode value(Parameter parameter, BiFunction<Kind, String, String> id) {
        List<String> values = named(Map.entry(parameter, given.getOrDefault(parameter, List.of())), id);
        if (parameter.many()) {
            ArrayNode list = NODES.arrayNode();
            values.forEach(value -> {
                if (parameter.objects()) {
                    list.addObject().put("id", value);
                } else {
                    list.add(value);
                }
            });
            return list;
        }
        String value = values.get(0);
        return switch (parameter.type()) {
            case "bool" -> NODES.booleanNode(Boolean.parseBoolean(value));
            case "int" -> NODES.numberNode(Integer.parseInt(value));
            case "json" -> json("--" + parameter.name(), value);
            default -> NODES.stringNode(value);
        };
    }

    private static List<String> named(Map.Entry<Parameter, List<String>> entry, BiFunction<Kind, String, String> id) {
        return entry.getKey()
                .kind()
                .map(kind -> entry.getValue().stream()
                        .map(value -> id.apply(kind, value))
                        .toList())
                .orElse(entry.getValue());
    }

    private static void put(ObjectNode body, Parameter parameter, JsonNode value) {
        ObjectNode at = body;
        String[] steps = parameter.member().split("\\.");
        for (int i = 0; i < steps.length - 1; i++) {
            at = at.withObject("/" + steps[i]);
        }
        at.set(steps[steps.length - 1], value);
    }
}
