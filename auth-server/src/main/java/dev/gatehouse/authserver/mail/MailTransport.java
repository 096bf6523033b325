package dev.gatehouse.authserver.mail;

/** Where mail goes: to an SMTP server, or in the demo into files. */
public interface MailTransport {

    /** Whether mail can be sent at all, as configured. */
    boolean available();

    /**
     * Hands a mail over.
     *
     * @throws MailNotSent when it was not taken; the message tells why and holds nothing of the mail
     */
    void send(OutgoingMail mail);

    /** A mail that was not taken. */
    final class MailNotSent extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** With the reason in few words. */
        public MailNotSent(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
