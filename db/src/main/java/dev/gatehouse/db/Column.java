package dev.gatehouse.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How values stand in columns, the same on both databases. */
public final class Column {

    private Column() {}

    /** The parameter for a {@code timestamp with time zone}. */
    public static OffsetDateTime of(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** The value of a {@code timestamp with time zone}, whichever type the driver chose. */
    public static Instant instant(@Nullable Object value) {
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (value instanceof Timestamp time) {
            return time.toInstant();
        }
        throw new IllegalStateException("not a time: " + value);
    }

    /** The value of a {@code timestamp with time zone} column. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** The value of a {@code timestamp with time zone} column that may be null. */
    public static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** The value of a {@code uuid} column that is not null. */
    public static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    /** The text of a set of names: space-delimited, sorted. */
    public static String names(Collection<? extends Enum<?>> values) {
        return values.stream().map(Enum::name).sorted().collect(Collectors.joining(" "));
    }

    /** The set of names in a column. A name that this program does not know is left out: it gives nothing. */
    public static <E extends Enum<E>> Set<E> names(Class<E> type, String text) {
        Set<String> names = Set.copyOf(Arrays.asList(text.split(" ")));
        EnumSet<E> values = EnumSet.allOf(type);
        values.removeIf(value -> !names.contains(value.name()));
        return values;
    }
}
