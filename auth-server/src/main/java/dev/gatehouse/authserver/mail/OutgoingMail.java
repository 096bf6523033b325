package dev.gatehouse.authserver.mail;

/**
 * A mail to one person, in plain text.
 *
 * @param id tells two mails apart; made of letters, digits and dashes
 * @param to the address
 */
public record OutgoingMail(String id, String to, String subject, String text) {

    /** Prints neither address nor text, which may hold the secret of a link. */
    @Override
    public String toString() {
        return "OutgoingMail[" + id + "]";
    }
}
