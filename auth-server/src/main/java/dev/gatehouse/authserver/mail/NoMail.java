package dev.gatehouse.authserver.mail;

/** Where no mail server is configured: nothing is sent, and whoever would have something sent asks first. */
final class NoMail implements MailTransport {

    @Override
    public boolean available() {
        return false;
    }

    @Override
    public void send(OutgoingMail mail) {
        throw MailNotSent.forNow("no mail server is configured");
    }
}
