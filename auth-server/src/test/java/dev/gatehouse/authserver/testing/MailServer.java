package dev.gatehouse.authserver.testing;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** A real SMTP server, one a JVM, to which the program of a context that names it sends its mail. */
public final class MailServer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final Pattern LINK = Pattern.compile("(?m)^(http\\S+/invitation\\?token=giv_\\S+)$");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ServerSetup SETUP = new ServerSetup(freePort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    private static final GreenMail SERVER = new GreenMail(SETUP);

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        SERVER.start();
        TestPropertyValues.of(
                        "gatehouse.smtp.host=127.0.0.1",
                        "gatehouse.smtp.port=" + SETUP.getPort(),
                        "gatehouse.smtp.from=Gatehouse <gatehouse@auth.test>",
                        "gatehouse.smtp.tls=none")
                .applyTo(context);
    }

    /** Nobody listens any more. */
    public static void stop() {
        SERVER.stop();
    }

    /** Listens again. */
    public static void start() {
        SERVER.start();
    }

    /** The mails for this address, once there are so many. */
    public static List<MimeMessage> mails(String address, int count) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<MimeMessage> mails = Arrays.stream(SERVER.getReceivedMessages())
                    .filter(mail -> to(mail, address))
                    .toList();
            if (mails.size() >= count) {
                return mails;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(mails.size() + " mails of " + count);
            }
            pause();
        }
    }

    /** The link in the first mail for this address. */
    public static String link(String address) {
        return link(mails(address, 1).get(0));
    }

    /** The link in a mail. */
    public static String link(MimeMessage mail) {
        Matcher link = LINK.matcher(text(mail));
        if (!link.find()) {
            throw new AssertionError("no link in " + text(mail));
        }
        return link.group(1);
    }

    /** The text of a mail, with line feeds. */
    public static String text(MimeMessage mail) {
        try {
            return mail.getContent().toString().replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean to(MimeMessage mail, String address) {
        try {
            return Arrays.stream(mail.getAllRecipients()).map(Address::toString).anyMatch(address::equals);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A free port of those that no system gives out by itself: nobody takes it before it is bound, or between two starts. */
    private static int freePort() {
        int candidate = 32_000 + (int) (ProcessHandle.current().pid() % 500);
        while (true) {
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                candidate++;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
