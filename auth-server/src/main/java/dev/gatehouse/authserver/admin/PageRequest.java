package dev.gatehouse.authserver.admin;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for.
 *
 * @param after the id behind which it begins; null for the first page
 */
public record PageRequest(@Nullable UUID after, int limit) {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final int CURSOR_BYTES = 16;

    /** Reads the two query parameters. */
    public static PageRequest parse(@Nullable String limit, @Nullable String cursor) {
        return new PageRequest(cursor == null ? null : after(cursor), limit == null ? DEFAULT_LIMIT : limit(limit));
    }

    /** The limit and one more, which tells whether there is another page. */
    int readAhead() {
        return limit + 1;
    }

    static String cursor(UUID id) {
        byte[] bytes = ByteBuffer.allocate(CURSOR_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static int limit(String text) {
        int limit;
        try {
            limit = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new InvalidValue("`limit` must be a number from 1 to " + MAX_LIMIT);
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new InvalidValue("`limit` must be a number from 1 to " + MAX_LIMIT);
        }
        return limit;
    }

    private static UUID after(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == CURSOR_BYTES) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                return new UUID(buffer.getLong(), buffer.getLong());
            }
        } catch (IllegalArgumentException e) {
            // not base64url: the same answer as for any other text
        }
        throw invalidCursor();
    }

    static InvalidValue invalidCursor() {
        return new InvalidValue("`cursor` must be the `next` of an earlier answer");
    }
}
