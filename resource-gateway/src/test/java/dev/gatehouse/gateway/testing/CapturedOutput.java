package dev.gatehouse.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** What a gateway writes to the standard output that it found when it was started. */
public final class CapturedOutput {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Makes something that keeps this as its standard output. */
    public synchronized <T> T during(Supplier<T> made) {
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            return made.get();
        } finally {
            System.setOut(before);
        }
    }

    public String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The lines of the access log. */
    public List<String> lines() {
        return text().lines().filter(line -> line.startsWith("{")).toList();
    }
}
