package dev.gatehouse.authserver.admin;

import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;

/** Deals with a constraint that another transaction made bite between our look and our write. */
public final class Conflicts {

    private Conflicts() {}

    /** Runs {@code work}; if a constraint refuses it, runs it once more, so that it sees what it ran into. */
    public static <T> T retry(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            if (!ofConstraint(e)) {
                throw e;
            }
            return work.get();
        }
    }

    private static boolean ofConstraint(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataIntegrityViolationException) {
                return true;
            }
        }
        return false;
    }
}
