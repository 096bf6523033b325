package dev.gatehouse.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that prints the address to sign in at and listens for the answer: the person's part of it. */
public final class Callback {

    private static final Pattern ADDRESS = Pattern.compile("http://\\S+/oauth2/authorize\\?\\S+");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Callback() {}

    /** Waits for the address in what the program has printed, signs in, allows, and calls the program's listener. */
    public static Answer serve(Path printed, Demo demo, Person person) {
        Eventually.within(
                PATIENCE,
                "an address to sign in at in " + printed.getFileName(),
                () -> find(printed).find());
        Matcher address = find(printed);
        if (!address.find()) {
            throw new AssertionError("the address is gone");
        }
        return Http.to(Browser.allow(demo.issuer(), address.group(), person)).get();
    }

    private static Matcher find(Path printed) {
        try {
            return ADDRESS.matcher(Files.readString(printed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
