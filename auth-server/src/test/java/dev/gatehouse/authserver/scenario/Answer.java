package dev.gatehouse.authserver.scenario;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer of the Admin API. */
record Answer(HttpResponse<String> response) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern STEP = Pattern.compile("(\\w+)((?:\\[[^\\]]*\\])*)");
    private static final Pattern CHOICE = Pattern.compile("\\[(?:([\\w.]+)=)?([^\\]]*)\\]");

    /** The status and, of a problem document, the reason: {@code 409 STALE_VERSION}. */
    String outcome() {
        String type = response.headers().firstValue("Content-Type").orElse("");
        return type.startsWith("application/problem+json")
                ? response.statusCode() + " " + json().path("reason").asString()
                : String.valueOf(response.statusCode());
    }

    JsonNode json() {
        return JSON.readTree(response.body());
    }

    /** What stands at a path such as {@code items[userId=7].basis}. */
    JsonNode at(String path) {
        JsonNode node = json();
        Matcher steps = STEP.matcher(path);
        while (steps.find()) {
            node = node.path(steps.group(1));
            Matcher choices = CHOICE.matcher(steps.group(2));
            while (choices.find()) {
                node = choose(node, choices.group(1), choices.group(2));
            }
        }
        return node;
    }

    private static JsonNode choose(JsonNode array, String member, String value) {
        if (member == null) {
            return array.path(Integer.parseInt(value));
        }
        for (JsonNode item : array) {
            if (item.at("/" + member.replace('.', '/')).asString("").equals(value)) {
                return item;
            }
        }
        return array.path(-1);
    }

    /** This member of every item. */
    List<String> items(String member) {
        List<String> found = new ArrayList<>();
        json().path("items").forEach(item -> found.add(item.path(member).asString()));
        return found;
    }

    @Override
    public String toString() {
        return response.statusCode() + " " + response.body();
    }
}
