package dev.gatehouse.authserver.mail;

import dev.gatehouse.authserver.settings.Smtp;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Hands mail to an SMTP server, by Spring's support of Jakarta Mail. TLS unless the settings say otherwise, and then the
 * server must be who it is said to be. Every wait has an end.
 */
final class SmtpMail implements MailTransport {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    /** Where Jakarta Mail writes whole conversations, and what servers quote of them, when somebody turns it up. */
    private static final List<Logger> CONVERSATION = Stream.of("", ".protocol")
            .map(name -> Logger.getLogger("org.eclipse.angus.mail.smtp" + name))
            .toList();

    private final JavaMailSenderImpl sender;
    private final String from;
    private final String ourName;

    /**
     * @param ourName the host name that we give
     * @param sockets makes TLS sockets; null for those that trust whom the Java installation trusts
     */
    SmtpMail(Smtp smtp, String ourName, @Nullable SSLSocketFactory sockets) {
        this(smtp, ourName, sockets, ANSWER);
    }

    SmtpMail(Smtp smtp, String ourName, @Nullable SSLSocketFactory sockets, Duration patience) {
        CONVERSATION.forEach(logger -> logger.setFilter(line -> false));
        this.from = smtp.from();
        this.ourName = ourName;
        this.sender = new JavaMailSenderImpl();
        sender.setHost(smtp.host());
        sender.setPort(smtp.port());
        sender.setUsername(smtp.username());
        sender.setPassword(smtp.password());
        sender.setDefaultEncoding(StandardCharsets.UTF_8.name());
        sender.setJavaMailProperties(properties(smtp, ourName, sockets, patience));
    }

    private static Properties properties(
            Smtp smtp, String ourName, @Nullable SSLSocketFactory sockets, Duration patience) {
        Properties properties = new Properties();
        properties.put("mail.smtp.localhost", ourName);
        properties.put("mail.smtp.auth", Boolean.toString(smtp.username() != null));
        properties.put("mail.smtp.connectiontimeout", Long.toString(CONNECT.toMillis()));
        properties.put("mail.smtp.timeout", Long.toString(patience.toMillis()));
        properties.put("mail.smtp.writetimeout", Long.toString(patience.toMillis()));
        properties.put("mail.smtp.quitwait", "false");
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.protocols", "TLSv1.2 TLSv1.3");
        properties.put("mail.smtp.ssl.enable", Boolean.toString(smtp.tls() == Smtp.Tls.IMPLICIT));
        properties.put("mail.smtp.starttls.enable", Boolean.toString(smtp.tls() == Smtp.Tls.STARTTLS));
        properties.put("mail.smtp.starttls.required", Boolean.toString(smtp.tls() == Smtp.Tls.STARTTLS));
        if (sockets != null) {
            properties.put("mail.smtp.ssl.socketFactory", sockets);
        }
        return properties;
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public void send(OutgoingMail mail) {
        MimeMessage message;
        try {
            message = message(mail);
        } catch (MessagingException e) {
            throw MailNotSent.forGood("no mail can be sent to such an address");
        }
        try {
            sender.send(message);
        } catch (MailException e) {
            throw SmtpFailure.of(e);
        }
    }

    private MimeMessage message(OutgoingMail mail) throws MessagingException {
        if (!mail.to().chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new MessagingException("would be sent to another address");
        }
        MimeMessage message = new Named(mail.id());
        message.setFrom(new InternetAddress(from, true));
        message.setRecipient(jakarta.mail.Message.RecipientType.TO, new InternetAddress(mail.to(), true));
        message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
        message.setText(mail.text(), StandardCharsets.UTF_8.name());
        message.setSentDate(new Date());
        message.setHeader("Auto-Submitted", "auto-generated");
        return message;
    }

    /** A message whose id names us, and not the machine that we run on. */
    private final class Named extends MimeMessage {

        private final String id;

        Named(String id) {
            super(sender.getSession());
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + id + "@" + ourName + ">");
        }
    }
}
