package dev.gatehouse.authserver.login;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a new password must be (NIST SP 800-63B): long enough, and not made of what everybody tries first. No rules of
 * composition.
 */
final class NewPassword {

    private static final int MIN = 12;
    private static final int MAX = 128;
    /** What must be left of a password when everything that is easy to guess is cut out of it. */
    private static final int MIN_OWN = 6;

    private static final int MIN_DISTINCT = 5;
    private static final int MIN_WORD = 4;
    private static final List<String> COMMON = common();

    private NewPassword() {}

    /** Why this cannot be the person's password; empty when it can. */
    static Optional<Problem> problem(String password, String email, String name) {
        int length = password.codePointCount(0, password.length());
        if (length < MIN) {
            return Optional.of(Problem.TOO_SHORT);
        }
        if (length > MAX) {
            return Optional.of(Problem.TOO_LONG);
        }
        if (password.chars().anyMatch(Character::isISOControl)) {
            return Optional.of(Problem.UNREADABLE);
        }
        String lower = password.toLowerCase(Locale.ROOT);
        if (tooFew(lower) || left(lower, COMMON.stream()) < MIN_OWN) {
            return Optional.of(Problem.COMMON);
        }
        Stream<String> own = Arrays.stream(
                        (email + " " + name).toLowerCase(Locale.ROOT).split("[\\s@.+_-]+"))
                .filter(word -> word.length() >= MIN_WORD);
        if (left(lower, Stream.concat(own, COMMON.stream())) < MIN_OWN) {
            return Optional.of(Problem.PERSONAL);
        }
        return Optional.empty();
    }

    private static boolean tooFew(String password) {
        return password.codePoints().distinct().count() < MIN_DISTINCT;
    }

    /** How many characters are left without these words, and without what only separates them. */
    private static int left(String password, Stream<String> words) {
        String rest = words.reduce(password, (text, word) -> text.replace(word, ""));
        return (int) rest.chars().filter(Character::isLetterOrDigit).count();
    }

    private static List<String> common() {
        try (InputStream list =
                Objects.requireNonNull(NewPassword.class.getResourceAsStream("/common-passwords.txt"))) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a password. */
    enum Problem {
        /** Fewer than 12 characters. */
        TOO_SHORT("The new password must have at least 12 characters."),
        /** More than 128 characters. */
        TOO_LONG("The new password must have at most 128 characters."),
        /** Control characters, which no keyboard types twice alike. */
        UNREADABLE("The new password must not hold control characters."),
        /** Nearly all of it is among the most common passwords. */
        COMMON("The new password is too easy to guess: it is mostly a common password."),
        /** Nearly all of it is the person's name or address. */
        PERSONAL("The new password is too easy to guess: it is mostly your name or address."),
        /** The two fields differ. */
        REPEATED_OTHERWISE("The two new passwords are not the same."),
        /** Not a new one. */
        SAME("This is the password that you have now.");

        private final String sentence;

        Problem(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }
}
