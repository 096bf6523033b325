package dev.gatehouse.authserver.admin;

import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;

/** Deals with a constraint that another transaction made bite between our look and our write. */
public final class Conflicts {

    private static final int ATTEMPTS = 3;

    private Conflicts() {}

    /** Runs {@code work}; if a constraint refuses it, runs it again, so that it sees what it ran into: three times at most. */
    public static <T> T retry(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS || !ofConstraint(e)) {
                    throw e;
                }
            }
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
