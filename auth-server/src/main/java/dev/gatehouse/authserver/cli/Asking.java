package dev.gatehouse.authserver.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Asks the person at the terminal; without one, reads the lines of the standard input. */
final class Asking {

    private final BufferedReader in;
    private final PrintStream err;
    private final boolean terminal;

    Asking(InputStream in, PrintStream err, boolean terminal) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.err = err;
        this.terminal = terminal;
    }

    /** Whether it may be done. Scripts have said so by calling. */
    boolean agreed(String question) {
        if (!terminal) {
            return true;
        }
        err.print(Printable.line(question) + " [y/N] ");
        err.flush();
        String answer = line();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    /** A secret, which does not show when it is typed. */
    String secret(String what) {
        Console console = terminal ? System.console() : null;
        if (console != null) {
            char[] typed = console.readPassword("%s: ", what);
            if (typed != null) {
                return new String(typed);
            }
        }
        String line = line();
        if (line == null) {
            throw Failure.usage("the " + what + " is missing: one line of the standard input");
        }
        return line;
    }

    private @Nullable String line() {
        try {
            return in.readLine();
        } catch (IOException e) {
            return null;
        }
    }
}
