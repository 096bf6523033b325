package dev.gatehouse.authserver.admin;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param next the cursor of the next page, null on the last
 */
public record Page<T>(List<T> items, @Nullable String next) {

    /** The page of {@code rows}, which were read with one more than the limit. */
    static <R, T> Page<T> of(List<R> rows, PageRequest page, Function<R, UUID> id, Function<R, T> item) {
        return of(rows, page.limit(), row -> PageRequest.cursor(id.apply(row)), item);
    }

    /** The same, for a list that is in another order than that of ids. */
    static <R, T> Page<T> of(List<R> rows, int limit, Function<R, String> cursor, Function<R, T> item) {
        boolean more = rows.size() > limit;
        List<R> shown = more ? rows.subList(0, limit) : rows;
        String next = more ? cursor.apply(shown.get(shown.size() - 1)) : null;
        return new Page<>(shown.stream().map(item).toList(), next);
    }
}
