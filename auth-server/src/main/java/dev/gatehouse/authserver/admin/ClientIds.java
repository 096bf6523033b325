package dev.gatehouse.authserver.admin;

import dev.gatehouse.policy.admin.AdminReason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** How a {@code client_id} stands in paths and cursors: in base64url, because it may be a URL. */
public final class ClientIds {

    private static final int MAX = 300;

    private ClientIds() {}

    /** For a path. */
    static String of(String clientId) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(clientId.getBytes(StandardCharsets.UTF_8));
    }

    /** From a path. A text that is no id names nothing. */
    public static String parse(String id) {
        return read(id).orElseThrow(() -> new AdminRefusal(AdminReason.NOT_FOUND));
    }

    /** From a cursor. */
    static String cursor(String cursor) {
        return read(cursor).orElseThrow(PageRequest::invalidCursor);
    }

    private static Optional<String> read(String id) {
        try {
            String clientId = new String(Base64.getUrlDecoder().decode(id), StandardCharsets.UTF_8);
            boolean plain = clientId.length() <= MAX && clientId.chars().allMatch(c -> c > ' ' && c < 0x7F);
            if (plain && of(clientId).equals(id)) {
                return Optional.of(clientId);
            }
        } catch (IllegalArgumentException e) {
            // not base64url: the same answer as for any other text
        }
        return Optional.empty();
    }
}
