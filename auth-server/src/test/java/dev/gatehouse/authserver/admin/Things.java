package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing of each kind in an account, made when it is first asked for, so that tests can fill the ids of any route. The
 * kind is told by the path in front of an id ({@code bundles/{id}/servers}), or else by the name of the parameter
 * ({@code userId}), or else by the last segment ({@code roles}).
 */
final class Things {

    private static final Pattern PARAMETER = Pattern.compile("/([^/]+)/\\{([^}]+)}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** How one is made. */
    private static final Map<String, Function<Things, Object>> MAKERS = Map.ofEntries(
            Map.entry("users", things -> things.demo.cus),
            Map.entry("servers", things -> things.demo.server("thing")),
            Map.entry("identity-providers", things -> things.demo.provider()),
            Map.entry(
                    "introspection-credentials",
                    things -> things.post("/servers/" + things.id("servers") + "/introspection-credentials", null)),
            Map.entry("authorizations", things -> things.authorization()),
            Map.entry("clients", things -> things.post("/clients", client())),
            Map.entry("client-documents", things -> things.put("/client-documents", things.document())),
            Map.entry("client-domains", things -> things.domain()),
            Map.entry("api-tokens", things -> things.post("/api-tokens", object("name", "thing", "scope", "admin"))),
            Map.entry("roles", things -> things.post("/roles", object("name", "Thing", "capabilities", List.of()))),
            Map.entry("teams", things -> things.post("/teams", object("name", "Thing"))),
            Map.entry("ownership-transfers", things -> things.transfer()),
            Map.entry("invitations", things -> things.invitation()),
            Map.entry("integrations", things -> things.post("/integrations", object("name", "Thing"))),
            Map.entry("decisions", things -> RefusalsTests.report(things.demo, things.demo.server("refused"))),
            Map.entry("bundles", things -> things.bundle()),
            Map.entry("bundles/{id}/servers", things -> things.assignment()));

    /** What members of bodies and parameters name. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("serverId", "servers"),
            Map.entry("servers", "servers"),
            Map.entry("userId", "users"),
            Map.entry("userIds", "users"),
            Map.entry("toUserId", "users"),
            Map.entry("previousOwnerRoleId", "roles"),
            Map.entry("roleId", "roles"),
            Map.entry("defaultRoleId", "roles"),
            Map.entry("teamId", "teams"),
            Map.entry("teamIds", "teams"),
            Map.entry("defaultTeamId", "teams"),
            Map.entry("bundleId", "bundles"),
            Map.entry("integrationId", "integrations"),
            Map.entry("integrations", "integrations"),
            Map.entry("externalIdpId", "identity-providers"),
            Map.entry("authorizationId", "authorizations"));

    final AccountFixture demo;
    final AdminApi owner;
    private final Map<String, String> made = new HashMap<>();

    Things(AccountFixture demo) {
        this.demo = demo;
        this.owner = demo.as(demo.olga);
    }

    /** The id of the thing of this kind; nobody's where there is no such kind. */
    String id(String kind) {
        String before = made.get(kind);
        if (before != null) {
            return before;
        }
        Function<Things, Object> maker = MAKERS.get(kind);
        String id =
                maker == null ? UUID.randomUUID().toString() : maker.apply(this).toString();
        made.put(kind, id);
        return id;
    }

    /** The example of a query parameter, or the id of what it names. */
    String query(JsonNode parameter) {
        String kind = NAMES.get(parameter.path("name").asString());
        return kind == null ? parameter.path("example").asString() : id(kind);
    }

    /** Makes all that the path and the body of a route name, before anything is compared. */
    String path(String pattern) {
        return fill(pattern, this::id);
    }

    /** The path with ids of what these functions say, which get the kind. */
    static String fill(String pattern, Function<String, String> ids) {
        Matcher parameter = PARAMETER.matcher(pattern);
        StringBuilder path = new StringBuilder();
        while (parameter.find()) {
            String id = ids.apply(kind(pattern, parameter.toMatchResult()));
            parameter.appendReplacement(path, Matcher.quoteReplacement("/" + parameter.group(1) + "/" + id));
        }
        return parameter.appendTail(path).toString();
    }

    static List<String> kinds(String pattern) {
        return PARAMETER
                .matcher(pattern)
                .results()
                .map(parameter -> kind(pattern, parameter))
                .toList();
    }

    private static String kind(String pattern, MatchResult parameter) {
        String before = pattern.substring("/api/v1/".length(), parameter.end(1));
        return MAKERS.containsKey(before) ? before : NAMES.getOrDefault(parameter.group(2), parameter.group(1));
    }

    /** The example of a body, with ids of this account, and slugs that are free. */
    JsonNode body(JsonNode example) {
        return body(example, this::id);
    }

    /** The same, with ids of what the function says, which gets the kind. */
    JsonNode body(JsonNode example, Function<String, String> ids) {
        JsonNode body = example.deepCopy();
        fillBody(body, ids);
        return body;
    }

    private void fillBody(JsonNode node, Function<String, String> ids) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(member -> {
                String kind = NAMES.get(member.getKey());
                if (member.getKey().equals("slug")) {
                    member.setValue(JSON.valueToTree(member.getValue().asString() + "-" + demo.mark));
                } else if (kind == null || member.getValue().isNull()) {
                    fillBody(member.getValue(), ids);
                } else {
                    member.setValue(named(ids.apply(kind), member.getValue()));
                }
            });
        } else {
            node.values().forEach(value -> fillBody(value, ids));
        }
    }

    /** One id, a list of one, or the id in an object of a list. */
    private static JsonNode named(String id, JsonNode value) {
        if (!(value instanceof ArrayNode list)) {
            return JSON.valueToTree(id);
        }
        JsonNode first = list.get(0);
        if (first instanceof ObjectNode object) {
            return JSON.createArrayNode().add(object.put("id", id));
        }
        return JSON.createArrayNode().add(id);
    }

    Answer ok(Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new AssertionError(answer.outcome() + " " + answer.text());
        }
        return answer;
    }

    private String post(String path, Object body) {
        return ok(owner.post(path, body)).json().path("id").asString();
    }

    private String put(String path, Object body) {
        return ok(owner.put(path, body)).json().path("id").asString();
    }

    private Object authorization() {
        return demo.authorization(demo.cus, UUID.fromString(id("servers")), "c_" + demo.mark);
    }

    private static Object client() {
        return object(
                "name", "Thing", "authentication", "client_secret", "redirectUris", List.of("http://localhost/cb"));
    }

    private Object document() {
        String clientId = "https://thing-" + demo.mark + ".example/client.json";
        return object(
                "clientId",
                clientId,
                "document",
                object("client_id", clientId, "client_name", "Thing", "redirect_uris", List.of("http://localhost/cb")));
    }

    private Object domain() {
        String domain = "thing-" + demo.mark + ".example";
        ok(owner.put("/client-domains/" + domain, object("verdict", "ALLOW")));
        return domain;
    }

    /** An offer to carl, who is the actor of no test that goes through all routes. */
    private Object transfer() {
        return post("/ownership-transfers", object("toUserId", demo.carl));
    }

    /** One that was sent long enough ago to be sent again. */
    private Object invitation() {
        Answer answer = ok(
                owner.post("/invitations", object("emails", "thing@" + demo.mark + ".example", "roleId", id("roles"))));
        String id = answer.json().path("items").get(0).path("invitationId").asString();
        demo.age(id, java.time.Duration.ofHours(1));
        return id;
    }

    private Object bundle() {
        return post(
                "/bundles", object("name", "Thing", "slug", "thing-b-" + demo.mark, "teamIds", List.of(id("teams"))));
    }

    private Object assignment() {
        String server = id("servers");
        ok(owner.post("/bundles/" + id("bundles") + "/servers", object("serverId", server)));
        return server;
    }
}
