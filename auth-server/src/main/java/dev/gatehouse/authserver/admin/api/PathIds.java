package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.AdminRefusal;
import dev.gatehouse.policy.admin.AdminReason;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads ids. A text that is no id names nothing. */
final class PathIds {

    private static final Pattern SYNTAX = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final Pattern SERVER = Pattern.compile("/api/v1/(?:bundles/[^/]+/)?servers/([^/]+)");

    private PathIds() {}

    static Optional<UUID> parse(String text) {
        return SYNTAX.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    /** The server that the path of a request names; null if it names none. */
    static @Nullable UUID server(HttpServletRequest request) {
        Matcher path = SERVER.matcher(
                request.getRequestURI().substring(request.getContextPath().length()));
        return path.lookingAt() ? parse(path.group(1)).orElse(null) : null;
    }

    static UUID of(String text) {
        return parse(text).orElseThrow(() -> new AdminRefusal(AdminReason.NOT_FOUND));
    }
}
