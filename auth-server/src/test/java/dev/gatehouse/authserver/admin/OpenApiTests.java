package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.authserver.admin.ApiDescription.Operation;
import dev.gatehouse.db.authorization.RevocationReason;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.admin.AdminReason;
import dev.gatehouse.policy.client.ClientRule;
import dev.gatehouse.policy.client.Registration;
import dev.gatehouse.policy.permission.Permission;
import dev.gatehouse.policy.permission.PermissionLevel;
import dev.gatehouse.policy.permission.ResourceKind;
import dev.gatehouse.policy.permission.Verb;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.FeatureKind;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document by itself, and against the routes and the enumerations of the program. */
class OpenApiTests {

    private static final String PATH = "/api/openapi.json";
    private static final Set<String> REASONS_OF_THE_EDGE = Set.of(
            "MALFORMED_REQUEST",
            "INVALID_VALUE",
            "UNAUTHENTICATED",
            "UNAVAILABLE",
            "BAD_REQUEST",
            "METHOD_NOT_ALLOWED",
            "NOT_ACCEPTABLE",
            "CONTENT_TOO_LARGE",
            "UNSUPPORTED_MEDIA_TYPE",
            "TOO_MANY_REQUESTS",
            "INTERNAL_SERVER_ERROR");

    private final ApiDescription api = AdminApi.description();

    @Test
    void documentWhenAskedForByAnybodyThenIsServedAndCanBeKept() {
        Answer answer = AdminApi.anonymous().get(PATH);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("max-age=300, public");
        assertThat(answer.header("Set-Cookie")).isNull();
        assertThat(answer.json().at("/servers/0/url").asString()).isEqualTo(AdminApiProgram.ISSUER);
        String tag = String.valueOf(answer.header("ETag"));
        assertThat(AdminApi.anonymous().header("If-None-Match", tag).get(PATH).status())
                .isEqualTo(304);
        assertThat(AdminApi.anonymous()
                        .header("If-None-Match", "\"x\"")
                        .get(PATH)
                        .status())
                .isEqualTo(200);
        Answer head = AdminApi.anonymous().send("HEAD", PATH, null);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("ETag")).isEqualTo(tag);
        assertThat(head.text()).isEmpty();
        for (String accept : List.of("text/html", "application/yaml", "*/*")) {
            assertThat(AdminApi.with("garbage")
                            .header("Accept", accept)
                            .get(PATH)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void nextToTheDocumentThenNothingIsOpen() {
        for (String path :
                List.of(PATH + "/", "/api/openapi", "/api/v1/openapi.json", "/api/", "/api/openapi.json.x")) {
            assertThat(AdminApi.anonymous().get(path).outcome()).as(path).isEqualTo("401 UNAUTHENTICATED");
        }
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
            assertThat(AdminApi.anonymous().send(method, PATH, null).outcome()).isEqualTo("405 METHOD_NOT_ALLOWED");
        }
    }

    @Test
    void routesThenAreThoseOfTheProgramAndNoOthers() {
        assertThat(api.operations().stream().map(Operation::route))
                .containsExactlyInAnyOrderElementsOf(
                        Routes.all().stream().map(Routes.Route::toString).toList());
    }

    @Test
    void documentThenIsValidByTheSchemaOfOpenApi() throws IOException {
        String id = "https://spec.openapis.org/oas/3.1/schema/2025-09-15";
        Schema schema;
        try (InputStream in =
                Objects.requireNonNull(OpenApiTests.class.getResourceAsStream("/openapi/3.1/schema/2025-09-15"))) {
            String text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            schema = SchemaRegistry.withDefaultDialect(
                            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(id, text)))
                    .getSchema(SchemaLocation.of(id));
        }
        assertThat(schema.validate(api.document())).isEmpty();
        ObjectNode broken = (ObjectNode) api.document().deepCopy();
        ((ObjectNode) broken.at("/paths/~1api~1v1~1me/get/responses/200")).remove("description");
        assertThat(schema.validate(broken)).isNotEmpty();
    }

    @Test
    void everySchemaThenIsOneAndSaysWhichMembersThereAre() {
        Schema metaschema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        List<String> open = new ArrayList<>();
        int[] schemas = {0};
        everyNode("", api.document(), (pointer, node) -> {
            if (pointer.endsWith("/schema") || pointer.matches("/components/schemas/[^/]+")) {
                schemas[0]++;
                assertThat(metaschema.validate(node)).as(pointer).isEmpty();
            }
            boolean closed = node.has("additionalProperties") || node.has("unevaluatedProperties");
            if (node.path("properties").isObject() && !closed && !pointer.contains("openapi.json")) {
                open.add(pointer);
            }
        });
        assertThat(open).isEmpty();
        assertThat(schemas[0]).isGreaterThan(50);
    }

    @Test
    void everyOperationThenHasANameOfItsOwnASummaryAndItsParameters() {
        assertThat(api.operations().stream().map(Operation::id)).doesNotHaveDuplicates();
        for (Operation operation : api.operations()) {
            assertThat(operation.id()).as(operation.route()).matches("[a-z][A-Za-z]+");
            assertThat(operation.node().path("summary").asString(""))
                    .as(operation.route())
                    .isNotEmpty();
            assertThat(operation.node().path("tags")).as(operation.route()).hasSize(1);
            assertThat(api.parameters(operation)
                            .filter(parameter -> parameter.path("in").asString().equals("path"))
                            .map(parameter -> "{" + parameter.path("name").asString() + "}"))
                    .as(operation.route())
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.of(operation.path().split("/"))
                                    .filter(segment -> segment.startsWith("{"))
                                    .toList());
        }
    }

    @Test
    void everyOperationThenListsTheProblemsThatItsPartsCanHave() {
        Map<String, Routes.Route> routes =
                Routes.closed().stream().collect(Collectors.toMap(Routes.Route::toString, route -> route));
        for (Operation operation : api.routes()) {
            Set<Integer> statuses = new TreeSet<>(Set.of(401, 503));
            if (routes.get(operation.route()).action().capability().isPresent()) {
                statuses.add(403);
            }
            if (operation.path().contains("{")) {
                statuses.add(400);
            }
            if (operation.path().contains("{") && !operation.path().contains("{domain}")) {
                statuses.add(404);
            }
            if (operation.takesBody()) {
                statuses.addAll(Set.of(400, 413, 415));
            }
            api.parameters(operation)
                    .map(parameter -> parameter.path("name").asString())
                    .forEach(name -> {
                        switch (name) {
                            case "If-Match" -> statuses.addAll(Set.of(400, 409));
                            case "limit", "cursor" -> statuses.add(422);

                            default -> {}
                        }
                    });
            assertThat(statuses).as(operation.route()).allMatch(operation::documents);
        }
    }

    @Test
    void everyExampleThenKeepsToItsSchemaAndEveryBodyHasOne() {
        int[] examples = {0};
        everyNode("", api.document(), (pointer, node) -> {
            boolean media = pointer.matches(".*/content/[^/]+") && node.has("schema");
            if (media) {
                assertThat(node.has("example")).as("an example at " + pointer).isTrue();
            }
            if (node.has("example") && node.has("schema") && !pointer.endsWith("ndjson") && !pointer.endsWith("csv")) {
                examples[0]++;
                assertThat(api.faults(pointer + "/schema", node.get("example")))
                        .as(pointer)
                        .isEmpty();
            }
        });
        assertThat(examples[0]).isGreaterThan(60);
    }

    @Test
    void reasonsThenAreAllThatTheProgramHas() {
        Set<String> reasons = new TreeSet<>(REASONS_OF_THE_EDGE);
        reasons.addAll(names(AdminReason.values()));
        assertThat(values("/components/schemas/Reason")).containsExactlyInAnyOrderElementsOf(reasons);
    }

    @Test
    void enumerationsThenAreThoseOfTheProgram() {
        Map<String, Set<String>> expected = new TreeMap<>();
        expected.put("Capability", names(Capability.values()));
        expected.put("IdentityScheme", names(IdentityScheme.values()));
        expected.put("RevocationMode", names(RevocationMode.values()));
        expected.put("ApiTokenMode", names(ApiTokenMode.values()));
        expected.put("FeatureRule/properties/mode", names(FeaturePolicy.Mode.values()));
        expected.put("Person/properties/status", names(MembershipStatus.values()));
        expected.put("GoverningProvider/properties/type", names(IdentityProvider.Type.values()));
        expected.put("Client/properties/registeredBy", names(Registration.values()));
        expected.put("ClientDomain/properties/verdict", names(ClientRule.Verdict.values()));
        expected.put("IntegrationLevel", names(IntegrationLevel.values()));
        expected.put("PermissionAnswer/properties/reason", names(Permission.Reason.values()));
        expected.put("PermissionAnswer/properties/level", names(PermissionLevel.values()));
        expected.put("PermissionAnswer/properties/verb", names(Verb.values()));
        expected.put("McpAccess/properties/mode", names(McpAccess.Mode.values()));
        expected.put("Authorization/properties/endReason", names(RevocationReason.values()));
        expected.forEach((schema, names) -> assertThat(values("/components/schemas/" + schema))
                .as(schema)
                .containsExactlyInAnyOrderElementsOf(names));
        assertThat(values("/components/schemas/PermissionAnswer/properties/resource"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ResourceKind.values()).map(ResourceKind::key).toList());
        assertThat(api.document()
                        .at("/components/schemas/FeaturePolicy/properties")
                        .propertyNames())
                .hasSameSizeAs(FeatureKind.values());
    }

    private static Set<String> names(Enum<?>... constants) {
        return Stream.of(constants).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private List<String> values(String schema) {
        return api.document().at(schema).path("enum").values().stream()
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .toList();
    }

    private interface Visitor {
        void visit(String pointer, JsonNode node);
    }

    /** All objects and arrays but those within examples. */
    private static void everyNode(String pointer, JsonNode node, Visitor visitor) {
        if (node.isObject()) {
            visitor.visit(pointer, node);
        }
        node.properties().forEach(member -> {
            if (!member.getKey().equals("example") && !member.getKey().equals("const")) {
                everyNode(pointer + "/" + ApiDescription.escaped(member.getKey()), member.getValue(), visitor);
            }
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            everyNode(pointer + "/" + i, node.get(i), visitor);
        }
    }
}
