package dev.gatehouse.sample.direct;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The credentials of server {@code direct}, from the file that the authorization server writes at its start: maybe after
 * ours, so they are read when first needed, and again after they were refused.
 */
final class IntrospectionCredentials {

    private static final Logger LOGGER = LoggerFactory.getLogger(IntrospectionCredentials.class);

    private final JsonMapper json = new JsonMapper();
    private final Path file;

    private volatile @Nullable String authorization;

    IntrospectionCredentials(Path file) {
        this.file = file;
    }

    /** The value of an Authorization header, or nothing as long as there is no readable file. */
    Optional<String> authorization() {
        String known = authorization;
        return known != null ? Optional.of(known) : read();
    }

    /** Reads the file once more; for a caller whose credentials were refused. */
    Optional<String> read() {
        try {
            JsonNode content = json.readTree(Files.readString(file));
            authorization = basic(
                    content.required("client_id").asString(),
                    content.required("client_secret").asString());
            return Optional.ofNullable(authorization);
        } catch (IOException | JacksonException unreadable) {
            // the exception's message may quote the file
            LOGGER.warn(
                    "no introspection credentials in {}: {}",
                    file,
                    unreadable.getClass().getSimpleName());
            authorization = null;
            return Optional.empty();
        }
    }

    /** RFC 6749 section 2.3.1: both parts are form-encoded first. */
    private static String basic(String id, String secret) {
        String pair =
                URLEncoder.encode(id, StandardCharsets.UTF_8) + ":" + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
