package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI document of the Admin API: its parts, one a feature, put together when the program starts. A program whose
 * parts do not fit together does not start.
 */
@Component
final class OpenApiDocument {

    private static final String PARTS = "classpath*:openapi/*.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final byte[] bytes;

    OpenApiDocument(Settings settings) {
        ObjectNode document = OpenApiParts.merge(parts());
        document.putArray("servers").addObject().put("url", settings.issuer());
        this.bytes = JSON.writeValueAsBytes(document);
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** Changes with the document. */
    String tag() {
        return Secrets.digest(new String(bytes, StandardCharsets.UTF_8));
    }

    private static SortedMap<String, JsonNode> parts() {
        try {
            SortedMap<String, JsonNode> parts = new TreeMap<>();
            for (Resource part : new PathMatchingResourcePatternResolver().getResources(PARTS)) {
                try (InputStream in = part.getInputStream()) {
                    parts.put(String.valueOf(part.getFilename()), JSON.readTree(in));
                }
            }
            return parts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
