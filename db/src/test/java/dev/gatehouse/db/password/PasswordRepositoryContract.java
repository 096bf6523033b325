package dev.gatehouse.db.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.account.MembershipStatus;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/** Passwords and the links that set a new one. */
abstract class PasswordRepositoryContract {

    private static final UUID ISSUER = UUID.randomUUID();

    @Autowired
    PasswordRepository passwords;

    @Autowired
    TestAccounts accounts;

    @Autowired
    Transactions transactions;

    @Autowired
    Environment environment;

    private TestAccount account;
    private MembershipRow member;

    @BeforeEach
    void start() {
        account = accounts.create();
        member = account.member();
    }

    private PasswordRow row() {
        return passwords.find(member.userId()).orElseThrow();
    }

    private String reset(Duration lifetime) {
        String hash = (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
        ResetRow reset = new ResetRow(
                member.userId(),
                account.id(),
                row().version(),
                TestAccount.now().plus(lifetime),
                ISSUER);
        transactions.run(() -> passwords.putReset(reset, hash));
        return hash;
    }

    @Test
    void findThenTheSameByAddressAndByIdAndActiveOnlyWithAnActiveMembership() {
        PasswordRow row = row();
        assertThat(row.hash()).isEqualTo("{noop}none");
        assertThat(row.active()).isTrue();
        assertThat(row.toString()).doesNotContain("none");
        assertThat(passwords.findByEmail(row.email())).contains(row);

        account.set(member, MembershipStatus.DISABLED);
        assertThat(row().active()).isFalse();
        accounts.create().join(member.userId(), dev.gatehouse.policy.account.SystemRole.MEMBER);
        assertThat(row().active()).isTrue();
    }

    @Test
    void changeThenTheVersionCountsAndAnOlderOneIsRefused() {
        assertThat(passwords.change(member.userId(), 0, "{x}new")).isTrue();
        assertThat(passwords.change(member.userId(), 0, "{x}newer")).isFalse();
        assertThat(row().hash()).isEqualTo("{x}new");
        assertThat(row().version()).isEqualTo(1);
    }

    @Test
    void rehashThenOnlyWhereTheHashIsStillTheOldOneAndTheVersionStays() {
        passwords.rehash(member.userId(), "{noop}other", "{x}wrong");
        assertThat(row().hash()).isEqualTo("{noop}none");
        passwords.rehash(member.userId(), "{noop}none", "{x}better");
        assertThat(row().hash()).isEqualTo("{x}better");
        assertThat(row().version()).isZero();
    }

    @Test
    void resetWhenANewerOneIsMadeThenTheOlderIsDead() {
        String older = reset(Duration.ofHours(1));
        String newer = reset(Duration.ofHours(1));
        assertThat(passwords.findReset(older)).isEmpty();
        assertThat(passwords.takeReset(older)).isFalse();
        assertThat(passwords.findReset(newer)).map(ResetRow::userId).contains(member.userId());
        assertThat(passwords.findReset(newer)).map(ResetRow::issuedBy).contains(ISSUER);
    }

    @Test
    void resetWhenExpiredOrThePasswordWasChangedThenDead() {
        String expired = reset(Duration.ofSeconds(-1));
        assertThat(passwords.findReset(expired)).isEmpty();
        assertThat(passwords.takeReset(expired)).isFalse();
        assertThat(passwords.purgeResets()).isPositive();

        String live = reset(Duration.ofHours(1));
        passwords.change(member.userId(), 0, "{x}new");
        assertThat(passwords.findReset(live)).isEmpty();
    }

    @Test
    void resetWhenThePersonJoinedAnotherAccountThenDead() {
        String live = reset(Duration.ofHours(1));
        assertThat(passwords.findReset(live)).isPresent();
        accounts.create().join(member.userId(), dev.gatehouse.policy.account.SystemRole.MEMBER);
        assertThat(passwords.findReset(live)).isEmpty();
    }

    @Test
    void takeResetBySixAtOnceThenOneGetsIt() throws Exception {
        try (RaceTrack track = new RaceTrack(environment)) {
            track.race("take a reset by 6", "", n -> {
                String hash = reset(Duration.ofHours(1));
                Callable<Boolean> taker = () -> passwords.takeReset(hash);
                long taken = track.start(Collections.nCopies(6, taker)).stream()
                        .filter(got -> got)
                        .count();
                return taken == 1 ? List.of() : List.of("taken by " + taken);
            });
        }
    }

    @Test
    void endSessionsThenOnlyOfSomebodyWhoIsActiveNowhere() {
        long before = row().version();
        transactions.run(() -> passwords.endSessionsUnlessActive(member.userId()));
        assertThat(row().version()).isEqualTo(before);
        String link = reset(Duration.ofHours(1));
        account.set(member, MembershipStatus.DISABLED);
        assertThat(passwords.findReset(link)).isPresent();
        transactions.run(() -> passwords.endSessionsUnlessActive(member.userId()));
        assertThat(row().version()).isEqualTo(before + 1);
        assertThat(passwords.findReset(link)).isEmpty();
        assertThat(row().hash()).isEqualTo("{noop}none");
    }

    private Callable<Boolean> disable(TestAccount where, MembershipRow who) {
        return () -> {
            transactions.run(() -> {
                where.set(who, MembershipStatus.DISABLED);
                passwords.endSessionsUnlessActive(who.userId());
            });
            return true;
        };
    }

    @Test
    void endSessionsWhenTwoAccountsDisableThemAtOnceThenTheSecondOneSeesTheFirst() throws Exception {
        TestAccount other = accounts.create();
        try (RaceTrack track = new RaceTrack(environment)) {
            track.race("two accounts disable one person", "", 40, n -> {
                MembershipRow here = account.member();
                MembershipRow there = other.join(here.userId(), dev.gatehouse.policy.account.SystemRole.MEMBER);
                track.start(List.of(disable(account, here), disable(other, there)));
                return passwords.find(here.userId()).orElseThrow().version() == 1
                        ? List.of()
                        : List.of("the sessions go on");
            });
        }
    }
}
