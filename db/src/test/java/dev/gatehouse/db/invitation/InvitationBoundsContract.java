package dev.gatehouse.db.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What counts of that which was sent to strangers. */
abstract class InvitationBoundsContract {

    private static final Duration WEEK = Duration.ofDays(7);

    @Autowired
    InvitationBounds bounds;

    @Autowired
    InvitationRepository invitations;

    @Autowired
    TestAccounts accounts;

    private final Instant now = TestAccount.now();
    private final UUID inviter = UUID.randomUUID();
    private final UUID guest = UUID.randomUUID();
    private TestAccount account;

    @BeforeEach
    void open() {
        account = accounts.create();
    }

    private static String address() {
        return UUID.randomUUID() + "@invited.test";
    }

    private InvitationRow invite(TestAccount into, String email) {
        return invite(into, email, now, inviter);
    }

    private InvitationRow invite(TestAccount into, String email, Instant at, UUID by) {
        return invitations.save(InvitationRow.create(
                into.id(),
                email,
                into.member().id(),
                new InvitationRow.By(by, UUID.randomUUID(), !by.equals(guest)),
                at,
                at.plus(WEEK)));
    }

    private void withdrawn(InvitationRow row) {
        invitations.save(row.resolved(InvitationStatus.WITHDRAWN, now));
    }

    @Test
    void madeThenThoseThatWaitAndThoseOfTheDayByWhoMadeThem() {
        withdrawn(invite(account, address()));
        withdrawn(invite(account, address(), now.minus(Duration.ofDays(2)), inviter));
        invite(account, address(), now.minus(WEEK.multipliedBy(2)), inviter);
        invite(account, address(), now, guest);
        invite(accounts.create(), address());
        Instant yesterday = now.minus(Duration.ofDays(1));
        assertThat(bounds.made(account.id(), guest, yesterday)).isEqualTo(new InvitationBounds.Made(2, 1, 1));
        assertThat(bounds.made(account.id(), inviter, yesterday)).isEqualTo(new InvitationBounds.Made(2, 1, 0));
        assertThat(bounds.made(UUID.randomUUID(), guest, yesterday)).isEqualTo(new InvitationBounds.Made(0, 0, 0));
    }

    @Test
    void mailsThenThoseOfAnAddressInTheAccountWithinADayOfEachOther() {
        String email = address();
        withdrawn(invite(account, email));
        InvitationRow again = invite(account, email);
        again = invitations.save(again.again(inviter, now, now.plus(WEEK)));
        invite(accounts.create(), email);
        Instant day = now.plus(WEEK).minus(Duration.ofDays(1));
        assertThat(bounds.mails(account.id(), List.of(email, address()), day)).isEqualTo(Map.of(email, 3));
        assertThat(bounds.mails(account.id(), List.of(email), now.plus(WEEK))).isEmpty();
        assertThat(bounds.mails(account.id(), List.of(), day)).isEmpty();

        Instant tomorrow = now.plus(Duration.ofDays(1));
        again = invitations.save(again.again(inviter, tomorrow, tomorrow.plus(WEEK)));
        assertThat(again.mails()).isEqualTo(1);
    }
}
