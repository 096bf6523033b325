package dev.gatehouse.authserver.settings;

import java.util.List;

/** The program cannot start as it is configured. */
final class UnusableSettings extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableSettings(List<String> problems) {
        super(String.join(
                "\n", problems.stream().map(problem -> "  - " + problem).toList()));
    }
}
