package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.AdminRefusal;
import dev.gatehouse.policy.admin.AdminReason;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads ids. A text that is no id names nothing. */
final class PathIds {

    private static final Pattern SYNTAX = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private PathIds() {}

    static Optional<UUID> parse(String text) {
        return SYNTAX.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    static UUID of(String text) {
        return parse(text).orElseThrow(() -> new AdminRefusal(AdminReason.NOT_FOUND));
    }
}
