package dev.gatehouse.authserver.admin.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the body of a request: one JSON object of at most 64 KiB, in which no member is named twice. */
final class JsonBody {

    private static final int MAX_BYTES = 64 * 1024;
    private static final Set<String> SUBTYPES = Set.of("json", "merge-patch+json");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonBody() {}

    static JsonFields read(HttpServletRequest request) {
        return parse(request, bytes(request));
    }

    /** For a request that needs no body: there is none, or an empty object. */
    static void requireEmpty(HttpServletRequest request) {
        optional(request).only();
    }

    /** For a request that may go without: no body is an empty object. */
    static JsonFields optional(HttpServletRequest request) {
        byte[] bytes = bytes(request);
        return bytes.length == 0 ? JsonFields.NONE : parse(request, bytes);
    }

    private static JsonFields parse(HttpServletRequest request, byte[] bytes) {
        requireJson(request.getContentType());
        JsonNode node;
        try {
            node = JSON.readTree(bytes);
        } catch (JacksonException e) {
            throw ApiFault.malformed("the body must be one JSON object in UTF-8 that names no member twice");
        }
        return JsonFields.of("the body", node);
    }

    private static byte[] bytes(HttpServletRequest request) {
        if (request.getContentLengthLong() > MAX_BYTES) {
            throw tooLarge();
        }
        byte[] bytes;
        try {
            bytes = request.getInputStream().readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw ApiFault.malformed("the body could not be read");
        }
        if (bytes.length > MAX_BYTES) {
            throw tooLarge();
        }
        return bytes;
    }

    private static void requireJson(@Nullable String contentType) {
        try {
            if (contentType != null) {
                MediaType type = MediaType.parseMediaType(contentType);
                if (type.getType().equals("application") && SUBTYPES.contains(type.getSubtype())) {
                    return;
                }
            }
        } catch (InvalidMediaTypeException e) {
            // the same answer as for any other type
        }
        throw ApiFault.unsupportedType("the body must be of type application/json");
    }

    private static ApiFault tooLarge() {
        return ApiFault.tooLarge("the body must have at most " + MAX_BYTES + " bytes");
    }
}
