package dev.gatehouse.authserver.admin;

/** A value of the right type that cannot be taken; the message says which, and what is expected. */
public final class InvalidValue extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a message for the caller: lower case, no full stop. */
    public InvalidValue(String message) {
        super(message, null, false, false);
    }
}
