package dev.gatehouse.authserver.invitation;

import dev.gatehouse.authserver.mail.OutgoingMail;
import dev.gatehouse.authserver.mail.PlainText;
import dev.gatehouse.db.invitation.DueMail;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What the mail of an invitation says. */
final class InvitationLetter {

    private static final int SUBJECT_NAME = 60;
    private static final int NAME = 120;
    private static final int ADDRESS = 254;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern(
                    "EEEE, d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private InvitationLetter() {}

    /** The mail of one attempt, with this link. */
    static OutgoingMail write(DueMail mail, String issuer, String link) {
        String account = PlainText.unlinked(mail.accountName(), NAME);
        String role = PlainText.unlinked(mail.roleName(), NAME);
        String text = String.join(
                "\n\n",
                List.of(
                        "Hello,",
                        PlainText.wrapped(inviter(mail) + " invites you to the account \"" + account
                                + "\" on Gatehouse, in the role \"" + role + "\"."),
                        PlainText.wrapped("To accept or to decline, open this link:"),
                        link,
                        PlainText.wrapped("It is for you alone: pass it on to nobody. It works once, until "
                                + DAY.format(mail.expiresAt()) + ". If you are sent another, only the newest works."),
                        PlainText.wrapped(
                                "If you did not expect this, there is nothing to do: without your answer nothing"
                                        + " happens. If you wonder whether it is meant well, ask the person who invites you, in"
                                        + " another way than by answering this mail."),
                        "-- \n" + PlainText.wrapped("Gatehouse at " + issuer)));
        return new OutgoingMail(
                mail.id() + "-" + mail.version(),
                mail.email(),
                "Invitation to " + PlainText.unlinked(mail.accountName(), SUBJECT_NAME),
                text + "\n");
    }

    private static String inviter(DueMail mail) {
        String email = mail.inviterEmail();
        String name = mail.inviterName();
        if (email == null || name == null) {
            return "Somebody who has left since";
        }
        String address = PlainText.name(email, ADDRESS);
        return name.equals(email) ? address : "\"" + PlainText.unlinked(name, NAME) + "\" (" + address + ")";
    }
}
