package dev.gatehouse.authserver.admin.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON of printable ASCII characters only, for what others wrote and people read in a terminal: whatever is not such a
 * character, control and direction marks above all, is escaped.
 */
final class SafeJson {

    private static final JsonMapper JSON = JsonMapper.builder(
                    JsonFactory.builder().characterEscapes(new DeleteToo()).build())
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private SafeJson() {}

    static void write(HttpServletResponse response, Object value) throws IOException {
        byte[] body = JSON.writeValueAsBytes(value);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    static void writeLine(HttpServletResponse response, Object value) throws IOException {
        response.getOutputStream().write(JSON.writeValueAsBytes(value));
        response.getOutputStream().write('\n');
    }

    /** DEL is ASCII, and not printable. */
    private static final class DeleteToo extends CharacterEscapes {

        private static final long serialVersionUID = 1L;
        private static final int DELETE = 0x7f;

        private final int[] escapes = Objects.requireNonNull(standardAsciiEscapesForJSON());

        DeleteToo() {
            escapes[DELETE] = ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return escapes.clone();
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }
}
