package dev.gatehouse.authserver.mail;

import dev.gatehouse.authserver.mail.MailTransport.MailNotSent;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.springframework.mail.MailSendException;

/**
 * Why an SMTP server did not take a mail, in our own words: a server's may quote the mail. Beside them stands its code
 * alone.
 */
final class SmtpFailure {

    private static final int PERMANENT = 500;
    private static final int LAST = 599;
    /** The server wants us to sign in, or to encrypt first: that says nothing of the address. */
    private static final Set<Integer> ABOUT_US = Set.of(530, 534, 535, 538);

    private SmtpFailure() {}

    static MailNotSent of(Exception failure) {
        Set<Throwable> all = all(failure);
        Optional<SMTPAddressFailedException> address = first(all, SMTPAddressFailedException.class);
        if (address.isPresent()) {
            return refused("the mail server refused the address", address.get().getReturnCode());
        }
        if (first(all, AuthenticationFailedException.class).isPresent()) {
            return MailNotSent.forNow("the mail server refused our sign-in");
        }
        Optional<SMTPSendFailedException> mail = first(all, SMTPSendFailedException.class);
        if (mail.isPresent()) {
            return String.valueOf(mail.get().getCommand()).startsWith("MAIL")
                    ? MailNotSent.forNow(
                            "the mail server refused our address (" + mail.get().getReturnCode() + ")")
                    : refused("the mail server refused the mail", mail.get().getReturnCode());
        }
        return MailNotSent.forNow(connection(all));
    }

    private static MailNotSent refused(String what, int code) {
        String message = what + " (" + code + ")";
        return code >= PERMANENT && code <= LAST && !ABOUT_US.contains(code)
                ? MailNotSent.forGood(message)
                : MailNotSent.forNow(message);
    }

    private static String connection(Set<Throwable> all) {
        if (first(all, SSLException.class).isPresent()) {
            return "the mail server could not be trusted: TLS failed";
        }
        if (first(all, SocketTimeoutException.class).isPresent()) {
            return "the mail server did not answer in time";
        }
        if (first(all, UnknownHostException.class).isPresent()) {
            return "the mail server's name could not be resolved";
        }
        if (first(all, ConnectException.class).isPresent()
                || first(all, MailConnectException.class).isPresent()) {
            return "the mail server could not be reached";
        }
        boolean noTls = all.stream()
                .anyMatch(one -> one instanceof MessagingException
                        && String.valueOf(one.getMessage()).startsWith("STARTTLS"));
        return noTls ? "the mail server does not offer STARTTLS" : "the mail server broke the conversation off";
    }

    private static <T> Optional<T> first(Set<Throwable> all, Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** The failure, its causes, and those that mail exceptions keep in chains of their own. */
    private static Set<Throwable> all(Throwable failure) {
        Set<Throwable> all = new LinkedHashSet<>();
        Deque<Throwable> open = new ArrayDeque<>();
        open.add(failure);
        while (!open.isEmpty()) {
            Throwable one = open.poll();
            if (!all.add(one)) {
                continue;
            }
            if (one.getCause() != null) {
                open.add(one.getCause());
            }
            if (one instanceof MessagingException chained && chained.getNextException() != null) {
                open.add(chained.getNextException());
            }
            if (one instanceof MailSendException several) {
                open.addAll(java.util.Arrays.asList(several.getMessageExceptions()));
            }
        }
        return all;
    }
}
