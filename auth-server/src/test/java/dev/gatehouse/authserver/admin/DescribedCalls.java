package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.authserver.admin.ApiDescription.Operation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares each call that a test makes with the OpenAPI document: its status, the answer's type, headers and members, and
 * what was sent where that was taken.
 */
final class DescribedCalls {

    /** The container itself refuses NUL and an encoded slash in a path. */
    private static final Pattern REFUSED_BY_CONTAINER = Pattern.compile("%00|%2[fF]");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern REASON = Pattern.compile("[A-Z]+(_[A-Z]+)+");
    private static final Set<Integer> WITHOUT_ROUTE = Set.of(400, 401, 404, 405);

    private final ApiDescription api;

    DescribedCalls(ApiDescription api) {
        this.api = api;
    }

    /** A call. */
    record Call(String method, String address, @Nullable String body, Answer answer) {

        String path() {
            return address.split("\\?", 2)[0];
        }

        List<String> query() {
            String[] parts = address.split("\\?", 2);
            return parts.length == 1
                    ? List.of()
                    : Pattern.compile("&")
                            .splitAsStream(parts[1])
                            .map(pair -> pair.split("=", 2)[0])
                            .toList();
        }

        boolean head() {
            return method.equals("HEAD");
        }

        @Override
        public String toString() {
            return method + " " + address + " -> " + answer.outcome();
        }
    }

    void check(Call call) {
        if (call.method().equals("OPTIONS")
                || REFUSED_BY_CONTAINER.matcher(call.address()).find()) {
            return;
        }
        String method = call.head() ? "GET" : call.method();
        Optional<Operation> operation = api.at(call.path()).stream()
                .filter(candidate -> candidate.method().equals(method))
                .findFirst();
        if (operation.isEmpty()) {
            require(WITHOUT_ROUTE.contains(call.answer().status()), call, "is not in the document");
        } else if (call.answer().status() != 406) {
            check(operation.get(), call);
        }
    }

    private void check(Operation operation, Call call) {
        int status = call.answer().status();
        require(operation.documents(status), call, "has a status that is not documented");
        String listed = operation.pointer() + "/responses/" + status;
        String pointer = api.resolved(listed);
        checkReason(api.document().at(listed).path("description").asString(""), call);
        checkHeaders(api.document().at(pointer).path("headers"), call);
        if (!call.head()) {
            checkBody(pointer, call);
        }
        if (status / 100 == 2) {
            checkRequest(operation, call);
        }
    }

    /** Where an operation names the reasons of a status, they are all of them. */
    private static void checkReason(String description, Call call) {
        Set<String> reasons =
                REASON.matcher(description).results().map(MatchResult::group).collect(Collectors.toSet());
        if (!reasons.isEmpty() && call.answer().status() >= 400) {
            String outcome = call.answer().outcome();
            require(reasons.contains(outcome.substring(outcome.indexOf(' ') + 1)), call, "is for another reason");
        }
    }

    private void checkHeaders(JsonNode headers, Call call) {
        headers.properties().forEach(header -> {
            boolean required = api.resolved(header.getValue()).path("required").asBoolean(false);
            require(!required || call.answer().header(header.getKey()) != null, call, "lacks " + header.getKey());
        });
    }

    private void checkBody(String response, Call call) {
        JsonNode content = api.document().at(response).path("content");
        boolean noLines = String.valueOf(call.answer().header("Content-Type")).startsWith("application/x-ndjson");
        if (call.answer().text().isEmpty()) {
            require(content.isEmpty() || noLines, call, "has no body");
            return;
        }
        String type = String.valueOf(call.answer().header("Content-Type")).split(";", 2)[0];
        require(content.has(type), call, "is of the type " + type + ", which is not documented");
        if (type.endsWith("json") && !type.contains("ndjson")) {
            String schema = response + "/content/" + ApiDescription.escaped(type) + "/schema";
            require(api.faults(schema, call.answer().json()), call, "answers otherwise");
        }
    }

    private void checkRequest(Operation operation, Call call) {
        Set<String> known = api.parameters(operation)
                .filter(parameter -> parameter.path("in").asString().equals("query"))
                .map(parameter -> parameter.path("name").asString())
                .collect(Collectors.toSet());
        require(known.containsAll(call.query()), call, "takes a parameter that is not documented");
        String body = call.body();
        if (body != null && !body.isEmpty()) {
            api.requestSchema(operation)
                    .ifPresent(schema -> require(api.faults(schema, JSON.readTree(body)), call, "took " + body));
        }
    }

    private static void require(List<String> faults, Call call, String otherwise) {
        require(
                faults.isEmpty(),
                call,
                otherwise + ": " + faults + " in " + call.answer().text());
    }

    private static void require(boolean holds, Call call, String otherwise) {
        if (!holds) {
            throw new AssertionError("the OpenAPI document and the program differ: " + call + " " + otherwise);
        }
    }
}
