package dev.gatehouse.policy.permission;

import java.util.Arrays;
import java.util.Optional;

/** What is done to a resource. */
public enum Verb {
    /** Make one. */
    CREATE('C'),
    /** See it. */
    VIEW('V'),
    /** Change it. */
    MODIFY('M'),
    /** Delete it. */
    DELETE('D'),
    /** Empty it. */
    PURGE('P'),
    /** Install it. */
    INSTALL('I');

    private final char letter;

    Verb(char letter) {
        this.letter = letter;
    }

    /** The verb of this name, in whatever case. */
    public static Optional<Verb> named(String name) {
        return Words.find(values(), name);
    }

    /** The verb of this letter in the data file. */
    static Optional<Verb> of(int letter) {
        return Arrays.stream(values()).filter(verb -> verb.letter == letter).findFirst();
    }
}
