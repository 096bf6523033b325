package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditReader.Filter;
import dev.gatehouse.db.audit.AuditRow;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads which audit events are wanted. */
public final class AuditFilters {

    /** Every database keeps times up to then. */
    static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final int MAX_NAME = 400;
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private AuditFilters() {}

    /**
     * Reads the query parameters.
     *
     * @param parameters the value of one, null where it is not given
     */
    public static Filter parse(Function<String, @Nullable String> parameters) {
        return new Filter(
                actor(name("actor", parameters.apply("actor"))),
                action(parameters.apply("action")),
                subjects(name("subject", parameters.apply("subject"))),
                id("server", parameters.apply("server")),
                time("from", parameters.apply("from")),
                time("to", parameters.apply("to")));
    }

    /** What was wanted, for the audit row of an export; null when it was everything. */
    static @Nullable Map<String, Object> described(Filter filter) {
        Map<String, Object> described = new LinkedHashMap<>();
        put(described, "actor", filter.actor());
        put(described, "action", filter.action());
        put(described, "subject", filter.subjects() == null ? null : String.join(" ", filter.subjects()));
        put(described, "server", filter.serverId());
        put(described, "from", filter.from() == null ? null : AuditRow.time(filter.from()));
        put(described, "to", filter.to() == null ? null : AuditRow.time(filter.to()));
        return described.isEmpty() ? null : described;
    }

    private static void put(Map<String, Object> described, String name, @Nullable Object value) {
        if (value != null) {
            described.put(name, value);
        }
    }

    private static @Nullable String name(String parameter, @Nullable String value) {
        if (value != null && (value.isEmpty() || value.length() > MAX_NAME || value.indexOf('\0') >= 0)) {
            throw new InvalidValue("`" + parameter + "` must have 1 to " + MAX_NAME + " characters");
        }
        return value;
    }

    /** A bare id is a person's. */
    private static @Nullable String actor(@Nullable String name) {
        return name != null && ID.matcher(name).matches() ? AuditEvent.user(UUID.fromString(name)) : name;
    }

    /** A bare id may be of anything that has one. */
    private static @Nullable List<String> subjects(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return ID.matcher(name).matches() ? AdminAudit.Subject.names(UUID.fromString(name)) : List.of(name);
    }

    private static @Nullable String action(@Nullable String value) {
        if (value != null
                && Arrays.stream(AuditAction.values())
                        .noneMatch(known -> known.name().equals(value))) {
            throw new InvalidValue("`action` must be one of " + Arrays.toString(AuditAction.values()));
        }
        return value;
    }

    static @Nullable UUID id(String parameter, @Nullable String value) {
        if (value == null) {
            return null;
        }
        if (!ID.matcher(value).matches()) {
            throw new InvalidValue("`" + parameter + "` must be an id");
        }
        return UUID.fromString(value);
    }

    static @Nullable Instant time(String parameter, @Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(value).toInstant();
            if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
                return time;
            }
        } catch (DateTimeException e) {
            // the same answer as for a time that cannot be
        }
        throw new InvalidValue(
                "`" + parameter + "` must be a time of RFC 3339 since 1970, such as 2026-01-31T12:00:00Z");
    }
}
