package dev.gatehouse.authserver.provider;

/**
 * One thing that was looked at.
 *
 * @param name what it was
 * @param message what was found, in plain words, with what to do
 */
public record Check(String name, Status status, String message) {

    /** How it went; the last is the worst. */
    public enum Status {
        /** It was not looked at. */
        SKIPPED,
        /** It is as it should be. */
        OK,
        /** It works, or may work; somebody should look at it. */
        WARNING,
        /** It does not work. */
        FAILED
    }

    static Check ok(String name, String message) {
        return new Check(name, Status.OK, message);
    }

    static Check warning(String name, String message) {
        return new Check(name, Status.WARNING, message);
    }

    static Check failed(String name, String message) {
        return new Check(name, Status.FAILED, message);
    }

    static Check skipped(String name, String message) {
        return new Check(name, Status.SKIPPED, message);
    }
}
