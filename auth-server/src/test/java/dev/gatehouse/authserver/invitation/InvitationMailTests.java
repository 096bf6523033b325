package dev.gatehouse.authserver.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.login.SignInTest;
import dev.gatehouse.authserver.mail.MailTransport;
import dev.gatehouse.authserver.mail.MailTransport.MailNotSent;
import dev.gatehouse.authserver.mail.OutgoingMail;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.authserver.testing.MailServer;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.invitation.InvitationMails;
import dev.gatehouse.db.invitation.InvitationRepository;
import dev.gatehouse.db.invitation.InvitationRow;
import dev.gatehouse.db.invitation.MailState;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** The mail of invitations, by the program's own sender to a real mail server, and by senders that meet trouble. */
@SignInTest
class InvitationMailTests {

    @Autowired
    TestServer server;

    @Autowired
    ApplicationContext context;

    private InvitedPerson invited;

    @BeforeEach
    void account() {
        invited = new InvitedPerson(context);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    @Test
    void invitedThenWithinSecondsAMailThatTellsWhoWhereAndUntilWhen() throws Exception {
        long start = System.nanoTime();
        invited.newcomer();
        MimeMessage mail = MailServer.mails(invited.email, 1).get(0);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));

        assertThat(mail.getSubject()).startsWith("Invitation to Acme");
        assertThat(mail.getFrom()[0]).hasToString("Gatehouse <gatehouse@auth.test>");
        assertThat(mail.getContentType()).isEqualTo("text/plain; charset=UTF-8");
        String text = MailServer.text(mail);
        assertThat(text.replace('\n', ' '))
                .contains(
                        "\"Ada Min\" (ada-" + invited.mark + "@people.test) invites you",
                        "in the role \"Monitor all\"",
                        "If you did not expect this",
                        TestServer.ISSUER);
        assertThat(text.lines().filter(line -> !line.startsWith("http"))).allMatch(line -> line.length() <= 72);
        await("noted", () -> invited.invitation().mailState() == MailState.SENT);
        InvitationRow row = invited.invitation();
        assertThat(row.mailDueAt()).isNull();
        assertThat(row.tokenHash())
                .isEqualTo(Secrets.digest(MailServer.link(mail).replaceAll(".*token=", "")));
    }

    @Test
    void namesThatWouldBreakOutThenTheyStayInTheirLines() throws Exception {
        invited = new InvitedPerson(
                        context,
                        "Zoë\r\nBcc: victim@people.test\r\n\r\n\u202Eevil" + "x".repeat(150),
                        "Eve\nhttp://evil.test/invitation?token=giv_x")
                .newcomer();
        MimeMessage mail = MailServer.mails(invited.email, 1).get(0);
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getAllRecipients()).hasSize(1);
        assertThat(mail.getSubject())
                .startsWith("Invitation to Zoë Bcc: victim")
                .doesNotContain("\u202E", "\n")
                .hasSizeLessThan(80);
        assertThat(MailServer.link(mail)).startsWith(TestServer.ISSUER);
        assertThat(MailServer.text(mail))
                .doesNotContain("http://evil", "evil.test")
                .contains("\"Eve http: //evil. test/");
    }

    @Test
    void mailServerDownThenPutOffAndSentWithAnotherLinkWhenItIsBack() throws Exception {
        MailServer.stop();
        try {
            invited.newcomer();
            await("refused", () -> invited.invitation().mailError() != null);
        } finally {
            MailServer.start();
        }
        InvitationRow off = invited.invitation();
        assertThat(off.mailState()).isEqualTo(MailState.DUE);
        assertThat(off.mailError()).isEqualTo("the mail server could not be reached");
        assertThat(off.mailDueAt())
                .isBetween(Instant.now().plusSeconds(30), Instant.now().plusSeconds(61));

        invited.jdbc()
                .sql("update invitation set mail_due_at = current_timestamp where id = :id")
                .param("id", off.id())
                .update();
        String link = invited.link();
        await("noted", () -> invited.invitation().mailState() == MailState.SENT);
        assertThat(invited.invitation().tokenHash()).isNotEqualTo(off.tokenHash());
        assertThat(invited.invitation().mailError()).isNull();
        assertThat(server.get(link.substring(TestServer.ISSUER.length())).statusCode())
                .isEqualTo(200);
    }

    /** A sender of our own, over rows whose mail the program's own does not see because it is due in the future only. */
    private InvitationMailer mailer(MailTransport transport, Clock clock) {
        return new InvitationMailer(
                context.getBean(InvitationMails.class),
                context.getBean(Answering.class),
                transport,
                context.getBean(Secrets.class),
                context.getBean(Settings.class),
                clock);
    }

    private Clock ahead(Duration by) {
        return Clock.offset(Clock.systemUTC(), by);
    }

    private void dueIn(Duration wait) {
        invited.newcomer();
        invited.jdbc()
                .sql("update invitation set mail_due_at = :due, mail_attempts = 0, version = version + 5,"
                        + " mail_state = 'DUE', mail_error = null where id = :id")
                .param("due", Instant.now().plus(wait).atOffset(java.time.ZoneOffset.UTC))
                .param("id", invited.invitation().id())
                .update();
    }

    private static MailTransport failing(List<OutgoingMail> seen, MailNotSent failure) {
        return transport(mail -> {
            seen.add(mail);
            throw failure;
        });
    }

    private static MailTransport transport(java.util.function.Consumer<OutgoingMail> sender) {
        return new MailTransport() {
            @Override
            public boolean available() {
                return true;
            }

            @Override
            public void send(OutgoingMail mail) {
                sender.accept(mail);
            }
        };
    }

    @Test
    void refusedAgainAndAgainThenLongerWaitsANewLinkEachTimeAndInTheEndGivenUp() {
        dueIn(Duration.ofHours(1));
        List<OutgoingMail> seen = new ArrayList<>();
        MailTransport refusing = failing(seen, MailNotSent.forNow("out of reach"));
        Duration at = Duration.ofHours(1).plusSeconds(5);
        for (Duration wait : InvitationMailer.WAITS) {
            drain(mailer(refusing, ahead(at)));
            InvitationRow row = invited.invitation();
            assertThat(row.mailState()).isEqualTo(MailState.DUE);
            assertThat(Duration.between(Instant.now().plus(at), row.mailDueAt()))
                    .isBetween(wait.minusSeconds(20), wait);
            at = at.plus(wait);
        }
        drain(mailer(refusing, ahead(at)));

        assertThat(invited.invitation().mailState()).isEqualTo(MailState.FAILED);
        assertThat(seen.stream()
                        .filter(mail -> mail.to().equals(invited.email))
                        .map(OutgoingMail::text)
                        .distinct())
                .hasSize(6);
        assertThat(audited()).containsExactly("INVITATION_UNDELIVERABLE out of reach");
    }

    private List<String> audited() {
        return invited.jdbc()
                .sql("select action || ' ' || reason from audit_event where account_id = :id")
                .param("id", invited.account)
                .query(String.class)
                .list();
    }

    private static void drain(InvitationMailer mailer) {
        while (mailer.sendNext()) {
            // until nothing is due
        }
    }

    @Test
    void sentAgainThenAMailOfItsOwnAndNotTheFirstOnceMore() {
        dueIn(Duration.ofHours(1));
        List<String> ids = new ArrayList<>();
        MailTransport seen = transport(mail -> {
            if (mail.to().equals(invited.email)) {
                ids.add(mail.id());
            }
        });
        drain(mailer(seen, ahead(Duration.ofHours(1).plusSeconds(5))));
        Instant later = Instant.now().plus(Duration.ofHours(1));
        context.getBean(InvitationRepository.class)
                .save(invited.invitation().again(invited.admin, later, later.plus(Duration.ofDays(7))));
        drain(mailer(seen, ahead(Duration.ofHours(1).plusSeconds(5))));
        assertThat(ids).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void nobodyAnswersForItAnyMoreThenNoMailAndGivenUp() {
        dueIn(Duration.ofHours(1));
        invited.become(invited.admin, SystemRole.MEMBER, MembershipStatus.ACTIVE);
        List<String> to = new ArrayList<>();
        drain(mailer(
                transport(mail -> to.add(mail.to())), ahead(Duration.ofHours(1).plusSeconds(5))));
        assertThat(to).doesNotContain(invited.email);
        assertThat(invited.invitation().mailState()).isEqualTo(MailState.FAILED);
        assertThat(audited()).containsExactly("INVITATION_UNDELIVERABLE nobody answers for it");
    }

    @Test
    void addressThatIsRefusedForGoodThenGivenUpAtOnce() {
        dueIn(Duration.ofHours(1));
        drain(mailer(
                failing(new ArrayList<>(), MailNotSent.forGood("the mail server refused the address (550)")),
                ahead(Duration.ofHours(1).plusSeconds(5))));
        assertThat(invited.invitation().mailState()).isEqualTo(MailState.FAILED);
        assertThat(invited.invitation().mailError()).isEqualTo("the mail server refused the address (550)");
        assertThat(audited()).containsExactly("INVITATION_UNDELIVERABLE the mail server refused the address (550)");
    }

    @Test
    void linkOpenedTheMomentTheMailLeavesThenItIsThere() {
        dueIn(Duration.ofHours(1));
        List<Integer> answers = new ArrayList<>();
        drain(mailer(
                transport(mail -> answers.add(
                        server.get("/invitation?token=" + mail.text().replaceAll("(?s).*token=(\\S+).*", "$1"))
                                .statusCode())),
                ahead(Duration.ofHours(1).plusSeconds(5))));
        assertThat(answers).isNotEmpty().containsOnly(200);
    }

    @Test
    void mailServerThatHangsThenNobodyElseWaitsAndTheEndIsClean() throws Exception {
        dueIn(Duration.ofHours(1));
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        InvitationMailer hanging = mailer(
                transport(mail -> {
                    called.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw MailNotSent.forNow("interrupted");
                    }
                }),
                ahead(Duration.ofHours(1).plusSeconds(5)));
        long start = System.nanoTime();
        hanging.look();
        hanging.look();
        assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
        InvitationRow meanwhile = invited.invitation();
        assertThat(meanwhile.tokenHash()).as("committed, no connection held").isNotNull();
        invited.jdbc()
                .sql("update account set name = 'free' where id = :id")
                .param("id", invited.account)
                .update();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));

        hanging.destroy();

        await("noted", () -> "interrupted".equals(invited.invitation().mailError()));
    }
}
