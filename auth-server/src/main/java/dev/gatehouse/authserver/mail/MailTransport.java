package dev.gatehouse.authserver.mail;

/** Where mail goes: to an SMTP server, or in the demo into files. */
public interface MailTransport {

    /** Whether mail can be sent at all, as configured. */
    boolean available();

    /**
     * Hands a mail over. May take minutes: hold nothing meanwhile that others wait for.
     *
     * @throws MailNotSent when it was not taken
     */
    void send(OutgoingMail mail);

    /** A mail that was not taken. The message tells why in few words, and holds nothing of the mail. */
    final class MailNotSent extends RuntimeException {

        private static final long serialVersionUID = 2L;

        private final boolean permanent;

        private MailNotSent(String message, boolean permanent) {
            // without the cause: nobody knows what texts of libraries and servers quote
            super(message, null, false, false);
            this.permanent = permanent;
        }

        /** It may be taken another time. */
        public static MailNotSent forNow(String message) {
            return new MailNotSent(message, false);
        }

        /** It will never be taken. */
        public static MailNotSent forGood(String message) {
            return new MailNotSent(message, true);
        }

        /** Whether it is of no use to try again. */
        public boolean permanent() {
            return permanent;
        }
    }
}
