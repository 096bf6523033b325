package dev.gatehouse.authserver.scenario;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.config.YamlMapFactoryBean;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code $name} stands for in a scenario: ids, mostly. */
final class Names {

    private static final Pattern NAMED = Pattern.compile("\\$(\\w+)");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, String> values = new HashMap<>();

    void put(String name, Object value) {
        values.put(name, value.toString());
    }

    String get(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new AssertionError("nothing is called $" + name);
        }
        return value;
    }

    /** The text with every name replaced by what it stands for. */
    String fill(String text) {
        return NAMED.matcher(text).replaceAll(found -> Matcher.quoteReplacement(get(found.group(1))));
    }

    /** A value in YAML, which is JSON with fewer quotes. */
    JsonNode value(String yaml) {
        YamlMapFactoryBean reader = new YamlMapFactoryBean();
        reader.setResources(
                new ByteArrayResource(("it: " + fill(yaml)).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return JSON.valueToTree(
                java.util.Objects.requireNonNull(reader.getObject()).get("it"));
    }
}
