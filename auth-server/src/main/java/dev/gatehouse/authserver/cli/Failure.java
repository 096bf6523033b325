package dev.gatehouse.authserver.cli;

import org.jspecify.annotations.Nullable;

/** Why a command ends, as a line for people and an exit status for programs. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Exit exit;
    private final @Nullable String document;

    private Failure(Exit exit, String line, @Nullable String document) {
        super(line, null, false, false);
        this.exit = exit;
        this.document = document;
    }

    static Failure of(Exit exit, String line) {
        return new Failure(exit, line, null);
    }

    static Failure usage(String line) {
        return of(Exit.USAGE, line);
    }

    /** With the problem document that the server sent. */
    static Failure told(Exit exit, String line, String document) {
        return new Failure(exit, line, document);
    }

    Exit exit() {
        return exit;
    }

    @Nullable
    String document() {
        return document;
    }

    /** How a command ends. */
    enum Exit {
        /** Done. */
        DONE,
        /** The server refused: 4xx. */
        REFUSED,
        /** The command is wrong; nothing was sent that changes anything. */
        USAGE,
        /** The server cannot be reached, or has failed: 5xx. */
        UNREACHABLE,
        /** There is no token, or no live one: 401. */
        NOT_SIGNED_IN;

        int status() {
            return ordinal();
        }
    }
}
