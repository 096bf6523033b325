package dev.gatehouse.authserver.admin;

import org.jspecify.annotations.Nullable;

/**
 * One member of a JSON merge patch (RFC 7396).
 *
 * @param present whether the patch names it
 * @param value what it says; null removes
 */
public record Patch<T>(boolean present, @Nullable T value) {

    /** A member that the patch does not name. */
    public static <T> Patch<T> absent() {
        return new Patch<>(false, null);
    }

    /** What holds after the patch, where null means something. */
    @Nullable
    T orElse(@Nullable T current) {
        return present ? value : current;
    }

    /** What holds after the patch, where something must. */
    T required(String name, T current) {
        if (!present) {
            return current;
        }
        if (value == null) {
            throw new InvalidValue("`" + name + "` cannot be removed");
        }
        return value;
    }
}
