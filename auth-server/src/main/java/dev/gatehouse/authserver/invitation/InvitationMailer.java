package dev.gatehouse.authserver.invitation;

import dev.gatehouse.authserver.mail.MailTransport;
import dev.gatehouse.authserver.mail.MailTransport.MailNotSent;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.invitation.DueMail;
import dev.gatehouse.db.invitation.InvitationMails;
import dev.gatehouse.db.invitation.InvitationMails.Due;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sends the mail of invitations, within a second of when it is due, on a thread of its own: a mail server that hangs keeps
 * nothing else waiting. The secret of a link is made here, for one attempt, and kept nowhere but in the mail.
 */
@Component
final class InvitationMailer implements DisposableBean {

    /** Longer than a mail server may keep us waiting altogether, from connecting to its last answer. */
    static final Duration LEASE = Duration.ofMinutes(5);

    /** How long to wait after each attempt that failed; after one more it is given up. */
    static final List<Duration> WAITS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(12));

    private static final Logger log = LoggerFactory.getLogger(InvitationMailer.class);
    private static final String UNANSWERED = "nobody answers for it";
    private static final Duration END = Duration.ofSeconds(5);

    private final InvitationMails mails;
    private final Answering answering;
    private final MailTransport transport;
    private final Secrets secrets;
    private final Settings settings;
    private final Clock clock;
    private final AtomicBoolean working = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread mailer = new Thread(work, "invitation-mail");
        mailer.setDaemon(true);
        return mailer;
    });
    private volatile boolean failing;

    InvitationMailer(
            InvitationMails mails,
            Answering answering,
            MailTransport transport,
            Secrets secrets,
            Settings settings,
            Clock clock) {
        this.mails = mails;
        this.answering = answering;
        this.transport = transport;
        this.secrets = secrets;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "PT1S", initialDelayString = "PT1S")
    void look() {
        if (transport.available() && !stopped.get() && working.compareAndSet(false, true)) {
            try {
                thread.execute(this::work);
            } catch (RejectedExecutionException e) {
                log.debug("it ends");
            }
        }
    }

    private void work() {
        try {
            while (!stopped.get() && sendNext()) {
                failing = false;
            }
            failing = false;
        } catch (RuntimeException e) {
            // whatever it was: nothing is lost, and the next look may succeed
            if (!failing) {
                log.warn("cannot send invitations now: {}", e.getClass().getName());
            }
            failing = true;
        } finally {
            working.set(false);
        }
    }

    /** Makes the attempt that has been due for the longest time; false when none is due. */
    boolean sendNext() {
        Instant now = clock.instant();
        Optional<Due> due = mails.next(now);
        if (due.isEmpty()) {
            return false;
        }
        Due next = due.get();
        if (answering.invitee(next.accountId(), next.userId(), next.invitedBy()).isEmpty()) {
            log.info("the mail of invitation {} is not sent: {}", next.id(), UNANSWERED);
            mails.givenUp(next, UNANSWERED);
            return true;
        }
        String token = secrets.generate("giv_");
        // committed before the mail leaves: whoever opens the link at once finds it
        mails.take(next, Secrets.digest(token), now, now.plus(LEASE)).ifPresent(mail -> attempt(mail, token));
        return true;
    }

    private void attempt(DueMail mail, String token) {
        try {
            transport.send(
                    InvitationLetter.write(mail, settings.issuer(), settings.issuer() + "/invitation?token=" + token));
        } catch (MailNotSent e) {
            failed(mail, String.valueOf(e.getMessage()), e.permanent());
            return;
        } catch (RuntimeException e) {
            failed(mail, "the mail could not be handed over", false);
            return;
        }
        mails.sent(mail);
    }

    private void failed(DueMail mail, String error, boolean permanent) {
        if (permanent || mail.attempt() > WAITS.size()) {
            log.warn("the mail of invitation {} is given up: {}", mail.id(), error);
            mails.givenUp(mail, error);
        } else {
            log.info("the mail of invitation {} is put off: {}", mail.id(), error);
            mails.putOff(mail, error, clock.instant().plus(WAITS.get(mail.attempt() - 1)));
        }
    }

    /** Lets an attempt that is under way finish, for a while; one that is cut off comes back when its lease ends. */
    @Override
    public void destroy() throws InterruptedException {
        stopped.set(true);
        thread.shutdown();
        if (!thread.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
            thread.shutdownNow();
        }
    }
}
