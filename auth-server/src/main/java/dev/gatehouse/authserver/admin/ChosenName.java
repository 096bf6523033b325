package dev.gatehouse.authserver.admin;

import java.util.Optional;

/** A name that people choose for themselves or for their account: under the same rules as one that an admin gives. */
public final class ChosenName {

    private ChosenName() {}

    /** The name to store; empty when it cannot be one. */
    public static Optional<String> of(String typed) {
        try {
            return Optional.of(Values.name(typed));
        } catch (InvalidValue e) {
            return Optional.empty();
        }
    }
}
