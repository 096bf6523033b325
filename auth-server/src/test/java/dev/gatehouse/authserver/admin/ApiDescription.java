package dev.gatehouse.authserver.admin;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document that the running program serves: its operations, and whether a value keeps to one of its schemas. */
final class ApiDescription {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String BASE = "https://document.example/openapi.json";
    private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    ApiDescription(byte[] text) {
        this.document = JSON.readTree(text);
        SchemaRegistryConfig config =
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
        this.registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(config).schemas(Map.of(BASE, document.toString())));
        document.path("paths")
                .properties()
                .forEach(path -> METHODS.stream()
                        .filter(path.getValue()::has)
                        .map(method -> new Operation(
                                method, path.getKey(), path.getValue().get(method), pattern(path.getKey())))
                        .forEach(operations::add));
        operations.sort(Comparator.comparing(operation -> operation.path().split("\\{").length));
    }

    private static Pattern pattern(String path) {
        return Pattern.compile(Stream.of(path.split("/", -1))
                .map(segment -> segment.startsWith("{") ? "[^/]+" : Pattern.quote(segment))
                .reduce((a, b) -> a + "/" + b)
                .orElseThrow());
    }

    /** One method of one path. */
    record Operation(String verb, String path, JsonNode node, Pattern pattern) {

        String id() {
            return node.path("operationId").asString();
        }

        String method() {
            return verb.toUpperCase(java.util.Locale.ROOT);
        }

        String route() {
            return method() + " " + path;
        }

        boolean at(String address) {
            return pattern.matcher(address).matches();
        }

        boolean documents(int status) {
            return node.path("responses").has(String.valueOf(status));
        }

        boolean takesBody() {
            return node.has("requestBody");
        }

        /** The example of the body in JSON; missing when it takes none. */
        JsonNode bodyExample() {
            return node.at("/requestBody/content/application~1json/example");
        }

        String pointer() {
            return "/paths/" + escaped(path) + "/" + verb;
        }

        @Override
        public String toString() {
            return route();
        }
    }

    JsonNode document() {
        return document;
    }

    List<Operation> operations() {
        return operations;
    }

    /** Those under the version of the API: all but the document. */
    List<Operation> routes() {
        return operations.stream()
                .filter(operation -> operation.path().startsWith("/api/v1/"))
                .toList();
    }

    Operation operation(String id) {
        return operations.stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no operation is called " + id));
    }

    /** The operations of the path that an address is of, most literal path first. */
    List<Operation> at(String address) {
        List<Operation> all =
                operations.stream().filter(operation -> operation.at(address)).toList();
        return all.stream()
                .filter(operation -> operation.path().equals(all.get(0).path()))
                .toList();
    }

    Stream<JsonNode> parameters(Operation operation) {
        return StreamSupport.stream(operation.node().path("parameters").spliterator(), false)
                .map(this::resolved);
    }

    /** What a reference stands for; anything else is itself. */
    JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }

    /** Where that is which a reference stands for. */
    String resolved(String pointer) {
        String reference = document.at(pointer).path("$ref").asString("");
        return reference.isEmpty() ? pointer : reference.substring(1);
    }

    /** What is wrong with a value, by the schema at this JSON pointer. */
    List<String> faults(String pointer, JsonNode value) {
        return schemas
                .computeIfAbsent(pointer, at -> registry.getSchema(SchemaLocation.of(BASE + "#" + at)))
                .validate(value)
                .stream()
                .map(Error::toString)
                .toList();
    }

    Optional<String> requestSchema(Operation operation) {
        String pointer = operation.pointer() + "/requestBody/content/application~1json/schema";
        return Optional.of(pointer).filter(at -> !document.at(at).isMissingNode());
    }

    static String escaped(String member) {
        return member.replace("~", "~0").replace("/", "~1");
    }
}
