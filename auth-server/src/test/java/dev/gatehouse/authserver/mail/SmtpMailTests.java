package dev.gatehouse.authserver.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import dev.gatehouse.authserver.mail.MailTransport.MailNotSent;
import dev.gatehouse.authserver.settings.Smtp;
import dev.gatehouse.authserver.settings.Smtp.Tls;
import dev.gatehouse.authserver.testing.LoudLogs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpMailTests {

    private static final String SECRET = "giv_a-secret-that-no-log-may-hold";
    private static final OutgoingMail MAIL =
            new OutgoingMail("id-1", "new@people.test", "Invitation", "http://auth.test/invitation?token=" + SECRET);

    @TempDir
    static Path folder;

    private static SSLContext ours;
    private static SSLContext another;

    @BeforeAll
    static void certificates() throws Exception {
        ours = certificate("dns:localhost,ip:127.0.0.1");
        another = certificate("dns:mail.elsewhere.test");
    }

    /** A context that shows a fresh certificate for these names, and trusts it. */
    private static SSLContext certificate(String names) throws Exception {
        Path file = folder.resolve(names.hashCode() + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "mail",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=" + names,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor())
                .as(new String(keytool.getInputStream().readAllBytes()))
                .isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "changeit".toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("mail", store.getCertificate("mail"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "changeit".toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static SmtpMail to(int port, Tls tls, @Nullable SSLContext trusting) {
        Smtp smtp = new Smtp("localhost", port, "gatehouse", "pass word", "Gatehouse <gatehouse@auth.test>", tls);
        return new SmtpMail(
                smtp, "auth.test", trusting == null ? null : trusting.getSocketFactory(), Duration.ofMillis(500));
    }

    private static MailNotSent refused(SmtpMail transport, OutgoingMail mail) {
        MailNotSent failure = catchThrowableOfType(MailNotSent.class, () -> transport.send(mail));
        assertThat(failure).isNotNull().hasNoCause();
        assertThat(failure.getMessage()).doesNotContain(SECRET, "people.test");
        return failure;
    }

    @Test
    void startTlsThenSignInAndMailGoEncryptedOnly() throws IOException {
        try (ScriptedSmtp server = new ScriptedSmtp(ours, Map.of())) {
            to(server.port(), Tls.STARTTLS, ours).send(MAIL);

            assertThat(server.heard)
                    .filteredOn(line -> !line.startsWith("tls "))
                    .containsExactly("EHLO auth.test", "STARTTLS");
            assertThat(server.heard)
                    .contains(
                            "tls MAIL FROM:<gatehouse@auth.test>",
                            "tls RCPT TO:<new@people.test>",
                            "tls From: Gatehouse <gatehouse@auth.test>",
                            "tls Message-ID: <id-1@auth.test>",
                            "tls Auto-Submitted: auto-generated",
                            "tls Content-Type: text/plain; charset=UTF-8");
            assertThat(server.mail()).contains(SECRET, "AUTH PLAIN");
        }
    }

    @Test
    void startTlsNotOfferedOrNotByTheRightServerThenNothingIsSaid() throws IOException {
        try (ScriptedSmtp server = new ScriptedSmtp(null, Map.of())) {
            assertThat(refused(to(server.port(), Tls.STARTTLS, ours), MAIL).getMessage())
                    .isEqualTo("the mail server does not offer STARTTLS");
            assertThat(server.mail()).doesNotContain("AUTH", "MAIL");
        }
        try (ScriptedSmtp server = new ScriptedSmtp(another, Map.of())) {
            assertThat(refused(to(server.port(), Tls.STARTTLS, another), MAIL).getMessage())
                    .as("trusted, but for another name")
                    .isEqualTo("the mail server could not be trusted: TLS failed");
            assertThat(refused(to(server.port(), Tls.STARTTLS, null), MAIL).permanent())
                    .as("trusted by nobody")
                    .isFalse();
            assertThat(server.mail()).doesNotContain("AUTH", "MAIL");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AUTH, 535 5.7.8 no, the mail server refused our sign-in, false",
        "RCPT, 550 5.1.1 nobody of that name, the mail server refused the address (550), true",
        "RCPT, 450 4.2.1 later, the mail server refused the address (450), false",
        "RCPT, 530 5.7.0 sign in first, the mail server refused the address (530), false",
        "MAIL, 550 not you, the mail server refused our address (550), false",
        "., 554 5.7.1 looks like spam giv_, the mail server refused the mail (554), true",
        "DATA, 451 full, the mail server refused the mail (451), false",
        "MAIL, '', the mail server did not answer in time, false",
        "EHLO, '', the mail server did not answer in time, false"
    })
    void refusedThenTheReasonInOurWordsAndWhetherItIsOfUseToTryAgain(
            String command, String answer, String reason, boolean permanent) throws IOException {
        try (ScriptedSmtp server = new ScriptedSmtp(null, Map.of(command, answer))) {
            MailNotSent failure = refused(to(server.port(), Tls.NONE, null), MAIL);
            assertThat(failure.getMessage()).isEqualTo(reason);
            assertThat(failure.permanent()).isEqualTo(permanent);
        }
    }

    @Test
    void nobodyThereThenOutOfReach() throws IOException {
        int port;
        try (ScriptedSmtp server = new ScriptedSmtp(null, Map.of())) {
            port = server.port();
        }
        assertThat(refused(to(port, Tls.NONE, null), MAIL).getMessage())
                .isEqualTo("the mail server could not be reached");
    }

    @ParameterizedTest
    @CsvSource({"nöbody@people.test", "two@people.test,b@people.test", "no-address", "'a b@people.test'"})
    void addressThatIsNoneThenNothingIsSentAnywhere(String to) throws IOException {
        try (ScriptedSmtp server = new ScriptedSmtp(null, Map.of())) {
            MailNotSent failure = refused(
                    to(server.port(), Tls.NONE, null), new OutgoingMail("id-2", to + "\r\nBcc: x@y.test", "S", "T"));
            assertThat(failure.permanent()).isTrue();
            assertThat(server.heard).isEmpty();
        }
    }

    @Test
    void subjectWithLineBreaksThenNoHeaderOfItsOwn() throws IOException {
        try (ScriptedSmtp server = new ScriptedSmtp(null, Map.of())) {
            to(server.port(), Tls.NONE, null)
                    .send(new OutgoingMail(
                            "id-3", "new@people.test", "Hi\r\nBcc: victim@people.test\r\n\r\nBody", "T"));
            assertThat(server.heard).noneMatch(line -> line.startsWith("Bcc") || line.equals("Body"));
        }
    }

    @Test
    void logsTurnedUpThenTheSecretIsInNone() throws IOException {
        try (LoudLogs logs = new LoudLogs(Level.ALL, "org.springframework.mail", "dev.gatehouse.authserver.mail");
                ScriptedSmtp fine = new ScriptedSmtp(null, Map.of());
                ScriptedSmtp rude = new ScriptedSmtp(null, Map.of(".", "554 no " + SECRET))) {
            to(fine.port(), Tls.NONE, null).send(MAIL);
            refused(to(rude.port(), Tls.NONE, null), MAIL);
            assertThat(fine.mail()).contains(SECRET);
            assertThat(logs.lines()).as("they are up").isNotEmpty();
            assertThat(logs.lines()).noneMatch(line -> line.contains(SECRET));
        }
    }
}
