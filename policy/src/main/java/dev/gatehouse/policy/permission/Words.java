package dev.gatehouse.policy.permission;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds constants by their names. */
final class Words {

    /** No letters of other alphabets, some of which become one of these when their case changes. */
    private static final Pattern ASCII = Pattern.compile("[A-Za-z_]+");

    private Words() {}

    /** The constant of this name, in whatever case. */
    static <E extends Enum<E>> Optional<E> find(E[] constants, String name) {
        if (!ASCII.matcher(name).matches()) {
            return Optional.empty();
        }
        return Arrays.stream(constants)
                .filter(constant -> constant.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** The constant of exactly this name. */
    static <E extends Enum<E>> Optional<E> exact(E[] constants, String name) {
        return Arrays.stream(constants)
                .filter(constant -> constant.name().equals(name))
                .findFirst();
    }
}
