package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every route that takes a body, with every body that it must refuse: a clear problem, and nothing written. */
class BadInputTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<Integer> CLEAR = Set.of(400, 403, 404, 409, 413, 415, 422);
    /** Texts that no member takes, as they stand in JSON. */
    private static final Map<String, String> TEXTS = texts();

    private final AccountFixture demo = new AccountFixture();
    private final AdminApi owner = demo.as(demo.olga);

    /** A good request. */
    private record Good(String method, String path, String body) {

        static Good of(String line) {
            String[] parts = line.split(" ", 3);
            return new Good(parts[0], parts[1], parts.length < 3 ? "" : parts[2]);
        }

        /** The route with its variables unnamed. */
        String route() {
            return method + " " + path.replaceAll("\\{\\w+}|example\\.com", "{}");
        }
    }

    @TestFactory
    Stream<DynamicTest> everyBodyThatCannotBeThenRefusedAndNothingWritten() throws IOException {
        Map<String, String> names = names();
        return good().stream()
                .filter(good -> !good.body().isEmpty())
                .map(good -> DynamicTest.dynamicTest(good.method() + " " + good.path(), () -> spoil(good, names)));
    }

    @Test
    void everyRouteWhoseMethodTakesABodyIsInTheTable() throws IOException {
        Set<String> routes = new TreeSet<>();
        AdminApi.bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(info -> info.getMethodsCondition()
                        .getMethods()
                        .forEach(method -> info.getPatternValues().stream()
                                .filter(pattern -> pattern.startsWith("/api/v1/"))
                                .filter(pattern ->
                                        Set.of("POST", "PUT", "PATCH").contains(method.name()))
                                .forEach(pattern -> routes.add(method + " "
                                        + pattern.substring("/api/v1".length()).replaceAll("\\{\\w+}", "{}")))));

        Set<String> inTable = good().stream().map(Good::route).collect(Collectors.toSet());
        assertThat(new TreeSet<>(inTable)).isEqualTo(routes);
    }

    private void spoil(Good good, Map<String, String> names) {
        String path = fill(good.path(), names);
        ObjectNode body = (ObjectNode) JSON.readTree(fill(good.body(), names));
        List<String> before = rows();
        Map<String, String> whole = whole(body);
        if (good.path().matches(".*/(duplicate|resend)")) {
            whole.remove("no body"); // which is a good one there
        }
        whole.forEach((what, text) -> refused(good, path, what, text));
        for (String member : body.propertyNames()) {
            members(body, member).forEach((what, text) -> refused(good, path, "`" + member + "` " + what, text));
        }
        for (String id : List.of(UUID.randomUUID().toString(), "x", "%00", "..%2f", "a".repeat(4000))) {
            if (path.matches(".*[0-9a-f]{8}-.*")) {
                String elsewhere = path.replaceFirst("[0-9a-f]{8}-[0-9a-f-]{27}", id);
                refused(good, elsewhere, "path", body.toString());
            }
        }
        assertThat(rows()).as("written by " + good).isEqualTo(before);
        nulls(good, path, body);
    }

    /** Null may stand for absent; it must never be more than the client can do anything about. */
    private void nulls(Good good, String path, ObjectNode body) {
        for (String member : body.propertyNames()) {
            AdminApi.Answer answer = owner.send(good.method(), path, with(body, member, "null"));
            assertThat(answer.status())
                    .as(good + " with `" + member + "` null: " + answer.text())
                    .isLessThan(500);
        }
    }

    private void refused(Good good, String path, String what, String text) {
        AdminApi.Answer answer = owner.send(good.method(), path, text);
        String as = good.method() + " " + good.path() + " with " + what + ": " + answer.outcome() + " " + answer.text();
        if (good.path().equals("/invitations") && answer.status() == 200) {
            assertThat(answer.items("result")).as(as).isNotEmpty().containsOnly("INVALID_ADDRESS");
            return;
        }
        assertThat(answer.status()).as(as).isIn(CLEAR);
        if (!answer.text().startsWith("<")) {
            assertThat(answer.header("Content-Type")).as(as).startsWith("application/problem+json");
            assertThat(answer.json().path("reason").asString()).as(as).isNotEmpty();
        }
    }

    private static Map<String, String> whole(ObjectNode body) {
        String good = body.toString();
        String first = body.propertyNames().iterator().next();
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("no body", "");
        bad.put("an array", "[]");
        bad.put("a text", "\"x\"");
        bad.put("a number", "1");
        bad.put("null", "null");
        bad.put("half a body", good.substring(0, good.length() - 1));
        bad.put("something after it", good + "x");
        bad.put("two bodies", good + good);
        bad.put("a member that is unknown", with(body, "surprise", "1"));
        bad.put("a member of another case", with(body, first.toUpperCase(java.util.Locale.ROOT), "1"));
        bad.put("a member twice", "{\"" + first + "\":" + body.get(first) + "," + good.substring(1));
        bad.put("1 MiB", with(body, "surprise", "\"" + "x".repeat(1 << 20) + "\""));
        bad.put("deep nesting", "[".repeat(20_000));
        bad.put("deep nesting within", with(body, first, "[".repeat(5000) + "]".repeat(5000)));
        bad.put("NUL in the body", "\u0000" + good);
        bad.put("a comment", "/* */" + good);
        return bad;
    }

    private static Map<String, String> members(ObjectNode body, String member) {
        JsonNode value = body.get(member);
        Map<String, String> bad = new LinkedHashMap<>();
        if (!value.isObject()) {
            bad.put("an object", with(body, member, "{\"x\":1}"));
        }
        if (!value.isArray()) {
            bad.put("an array", with(body, member, "[1]"));
        }
        if (!value.isBoolean()) {
            bad.put("a boolean", with(body, member, "true"));
        }
        bad.put("1e400", with(body, member, "1e400"));
        bad.put("a huge number", with(body, member, "9".repeat(400)));
        bad.put("a fraction", with(body, member, "0.5"));
        if (!value.isString()) {
            bad.put("a text", with(body, member, "\"x\""));
        } else {
            TEXTS.forEach((what, text) -> bad.put(what, with(body, member, text)));
        }
        if (value.isArray()) {
            bad.put("10,000 elements", with(body, member, many()));
            bad.put("elements of another type", with(body, member, "[{\"x\":[]},1,null]"));
            bad.put("null elements", with(body, member, "[null]"));
            TEXTS.forEach((what, text) -> bad.put("of " + what, with(body, member, "[" + text + "]")));
        }
        return bad;
    }

    private static String with(ObjectNode body, String member, String json) {
        StringBuilder text = new StringBuilder("{");
        body.properties().forEach(property -> {
            if (!property.getKey().equals(member)) {
                text.append('"')
                        .append(property.getKey())
                        .append("\":")
                        .append(property.getValue())
                        .append(',');
            }
        });
        return text.append('"')
                .append(member)
                .append("\":")
                .append(json)
                .append('}')
                .toString();
    }

    private static Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("NUL", "\"a\\u0000b\"");
        texts.put("a control character", "\"a\\u0007b\"");
        texts.put("a line feed", "\"a\\nb\"");
        texts.put("a right-to-left mark", "\"a\\u202eb\"");
        texts.put("a lone surrogate", "\"a\\ud800b\"");
        texts.put("nothing", "\"\"");
        texts.put("30,000 characters", "\"" + "x".repeat(30_000) + "\"");
        return texts;
    }

    private static String many() {
        return Stream.generate(() -> "\"" + UUID.randomUUID() + "\"")
                .limit(10_000)
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** The number of rows of every table, and the sum of their versions; but for the audit log, where refusals go. */
    private static List<String> rows() {
        List<String> tables = AccountFixture.jdbc()
                .sql("select table_name from information_schema.tables where table_schema = 'PUBLIC'"
                        + " or table_schema = 'public' order by table_name")
                .query(String.class)
                .list();
        List<String> versioned = AccountFixture.jdbc()
                .sql("select table_name from information_schema.columns where lower(column_name) = 'version'")
                .query(String.class)
                .list();
        List<String> rows = new ArrayList<>();
        for (String table : tables) {
            if (!table.toLowerCase(java.util.Locale.ROOT).matches("audit.*|flyway.*|person_session.*")) {
                String sum = versioned.contains(table) ? ", sum(version)" : "";
                rows.add(table
                        + AccountFixture.jdbc()
                                .sql("select count(*)" + sum + " from \"" + table + "\"")
                                .query()
                                .singleRow()
                                .values());
            }
        }
        return rows;
    }

    private Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("mark", demo.mark);
        names.put("cus", demo.cus.toString());
        names.put("server", demo.server("everything").toString());
        names.put("other", demo.server("notes").toString());
        names.put("provider", demo.provider().toString());
        names.put("role", made("/roles", object("name", "Crew", "capabilities", List.of())));
        names.put("integration", made("/integrations", object("name", "Orders")));
        names.put("team", made("/teams", object("name", "Red")));
        names.put("invitation", invited(names.get("role")));
        names.put("bundle", made("/bundles", object("name", "Sales", "slug", "sales-" + demo.mark)));
        made("/bundles/" + names.get("bundle") + "/servers", object("serverId", names.get("server")));
        names.put(
                "client",
                made(
                        "/clients",
                        object(
                                "name", "x",
                                "authentication", "none",
                                "redirectUris", List.of("http://localhost/cb"))));
        return Collections.unmodifiableMap(names);
    }

    private String invited(String role) {
        AdminApi.Answer answer =
                demo.api.post("/invitations", object("emails", "y@" + demo.mark + ".example", "roleId", role));
        return answer.json().path("items").get(0).path("invitationId").asString();
    }

    private String made(String path, Object body) {
        AdminApi.Answer answer = demo.api.post(path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().path("id").asString();
    }

    private static String fill(String text, Map<String, String> names) {
        String filled = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            filled = filled.replace("{" + name.getKey() + "}", name.getValue());
        }
        return filled;
    }

    private static List<Good> good() throws IOException {
        return new ClassPathResource("bad-input.txt")
                .getContentAsString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Good::of)
                .toList();
    }
}
