package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.authserver.admin.ApiDescription.Operation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The example of each operation, sent to the running program with ids of a fresh account; and each member of a body. */
class OpenApiExamplesTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** How a member that is not known is refused in an object that is itself a value. */
    private static final List<String> WITHIN = List.of("400 MALFORMED_REQUEST", "422 INVALID_VALUE");

    /** What must be there before, by operation, beyond the things that the path and the body name. */
    private static final Map<String, Consumer<Things>> BEFORE = Map.of(
            "removeAccess",
            things -> things.ok(things.demo.grant(UUID.fromString(things.id("servers")), things.demo.cus)),
            "changeMyPassword",
            things -> things.demo.password(things.demo.olga, "seven brown teapots"),
            "endMyAuthorization",
            things -> things.demo.giveAuthorization(UUID.fromString(things.id("authorizations")), things.demo.olga));

    /** Who makes the call, by operation, where it is not for the owner. */
    private static final Map<String, Function<Things, AdminApi>> CALLERS = Map.of(
            "acceptOwnership", things -> things.demo.as(things.demo.carl),
            "declineOwnership", things -> things.demo.as(things.demo.carl));

    static Stream<Operation> operations() {
        return AdminApi.description().operations().stream();
    }

    static Stream<Operation> operationsWithABody() {
        return operations().filter(Operation::takesBody);
    }

    private static Things prepared(Operation operation) {
        Things things = new Things(new AccountFixture());
        things.path(operation.path());
        BEFORE.getOrDefault(operation.id(), before -> {}).accept(things);
        return things;
    }

    private static Answer send(Things things, Operation operation, String query, JsonNode body) {
        String path = things.path(operation.path()) + query;
        AdminApi caller =
                CALLERS.getOrDefault(operation.id(), owner -> owner.owner).apply(things);
        return caller.send(operation.method(), path, body == null ? null : body.toString());
    }

    private static JsonNode example(Things things, Operation operation) {
        return operation.takesBody() ? things.body(operation.bodyExample()) : null;
    }

    @ParameterizedTest
    @MethodSource("operations")
    void exampleWhenSentThenIsTakenAsDocumented(Operation operation) {
        Things things = prepared(operation);
        Answer answer = send(things, operation, "", example(things, operation));

        assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
        assertThat(operation.documents(answer.status())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void queryWhenSentAsInTheExamplesThenIsTaken(Operation operation) {
        List<JsonNode> parameters = AdminApi.description()
                .parameters(operation)
                .filter(parameter -> parameter.path("in").asString().equals("query") && parameter.has("example"))
                .filter(parameter -> !parameter.path("name").asString().equals("cursor"))
                .toList();
        if (!parameters.isEmpty()) {
            Things things = prepared(operation);
            String query = parameters.stream()
                    .map(parameter -> parameter.path("name").asString() + "="
                            + URLEncoder.encode(things.query(parameter), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&", "?", ""));
            Answer answer = send(things, operation, query, example(things, operation));
            assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
        }
    }

    @ParameterizedTest
    @MethodSource("operationsWithABody")
    void bodyWhenAMemberIsNotDocumentedThenIsRefusedWhereverItStands(Operation operation) {
        Things things = prepared(operation);
        JsonNode body = example(things, operation);
        List<String> before = things.demo.audit();
        for (ObjectNode object : closedObjects(body, operation)) {
            object.put("undocumented", 1);
            assertThat(send(things, operation, "", body).outcome())
                    .as(body.toString())
                    .isIn(object == body ? List.of("400 MALFORMED_REQUEST") : WITHIN);
            object.remove("undocumented");
        }
        assertThat(things.demo.audit()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("operationsWithABody")
    void bodyWhenAMemberIsDocumentedThenIsKnown(Operation operation) {
        ApiDescription api = AdminApi.description();
        JsonNode schema =
                api.document().at(api.resolved(api.requestSchema(operation).orElseThrow()));
        Things things = prepared(operation);
        for (String member : schema.path("properties").propertyNames()) {
            ObjectNode body = JSON.createObjectNode();
            body.putNull(member);
            Answer answer = send(things, operation, "", body);
            assertThat(answer.text()).as(body.toString()).doesNotContain("unknown members");
            assertThat(answer.status())
                    .as(body + answer.text())
                    .isNotEqualTo(400)
                    .isLessThan(500);
        }
    }

    @Test
    void everyOperationThatHasASetUpIsInTheDocument() {
        assertThat(operations().map(Operation::id)).containsAll(BEFORE.keySet()).containsAll(CALLERS.keySet());
    }

    /** The objects of a body for which the document says which members there are: those with room for nothing else. */
    private static List<ObjectNode> closedObjects(JsonNode body, Operation operation) {
        ApiDescription api = AdminApi.description();
        String schema = api.requestSchema(operation).orElseThrow();
        return Stream.concat(Stream.of(body), descendants(body)).toList().stream()
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .filter(object -> {
                    object.put("undocumented", 1);
                    boolean refused = !api.faults(schema, body).isEmpty();
                    object.remove("undocumented");
                    return refused;
                })
                .toList();
    }

    private static Stream<JsonNode> descendants(JsonNode node) {
        return node.values().stream().flatMap(child -> Stream.concat(Stream.of(child), descendants(child)));
    }
}
