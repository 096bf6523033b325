package dev.gatehouse.policy.permission;

import java.util.Optional;

/** What an account has paid for. */
public enum LicenseKind {
    /** Nothing. */
    FREE,
    /** A license. */
    LICENSED;

    /** The kind of this name; there may be kinds that this program does not know. */
    public static Optional<LicenseKind> named(String name) {
        for (LicenseKind kind : values()) {
            if (kind.name().equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
