package dev.gatehouse.db.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.NewAccounts;
import dev.gatehouse.db.account.PersonAccounts;
import dev.gatehouse.db.account.PersonAccounts.PersonAccount;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.permission.LicenseKind;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Set-up links, and the accounts that they make. */
abstract class SetUpLinkRepositoryContract {

    private static final int ROUNDS = 60;

    @Autowired
    SetUpLinkRepository links;

    @Autowired
    NewAccounts newAccounts;

    @Autowired
    PersonAccounts personAccounts;

    @Autowired
    AccountRepository accountRows;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    RoleRepository roles;

    @Autowired
    TestAccounts accounts;

    @Autowired
    Transactions transactions;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Environment environment;

    private static String digest() {
        return (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
    }

    private String offered(Duration lifetime) {
        String hash = digest();
        links.offer(
                hash, LicenseKind.LICENSED, TestAccount.now(), TestAccount.now().plus(lifetime));
        return hash;
    }

    @Test
    void takeThenOnceAndOfferedAgainItStaysDead() {
        String hash = offered(Duration.ofDays(7));
        assertThat(links.isLive(hash)).isTrue();
        assertThat(links.take(hash)).isTrue();

        assertThat(links.take(hash)).isFalse();
        assertThat(links.offer(
                        hash,
                        LicenseKind.LICENSED,
                        TestAccount.now(),
                        TestAccount.now().plus(Duration.ofDays(7))))
                .isFalse();
        assertThat(links.isLive(hash)).isFalse();
        assertThat(links.take(hash)).isFalse();
    }

    @Test
    void expiredThenDeadAndOfferedAgainItStaysDead() {
        String hash = offered(Duration.ofSeconds(-1));
        assertThat(links.isLive(hash)).isFalse();
        assertThat(links.offer(
                        hash,
                        LicenseKind.LICENSED,
                        TestAccount.now(),
                        TestAccount.now().plus(Duration.ofDays(7))))
                .isFalse();
        assertThat(links.isLive(hash)).isFalse();
        assertThat(links.take(hash)).isFalse();
        assertThat(links.expiresAt(hash)).isBefore(TestAccount.now());
    }

    @Test
    void licenseThenThatOfTheFirstOfferEvenOnceUsed() {
        String free = digest();
        links.offer(free, LicenseKind.FREE, TestAccount.now(), TestAccount.now().plus(Duration.ofDays(7)));
        links.offer(
                free, LicenseKind.LICENSED, TestAccount.now(), TestAccount.now().plus(Duration.ofDays(7)));
        assertThat(links.license(free)).isEqualTo(LicenseKind.FREE);
        links.take(free);
        assertThat(links.license(free)).isEqualTo(LicenseKind.FREE);
        assertThat(links.license(offered(Duration.ofDays(7)))).isEqualTo(LicenseKind.LICENSED);
    }

    @Test
    void offeredByAnOlderProgramThenLicensed() {
        String hash = digest();
        jdbc.sql("insert into setup_link (token_hash, created_at, expires_at)"
                        + " values (:hash, current_timestamp, current_timestamp)")
                .param("hash", hash)
                .update();
        assertThat(links.license(hash)).isEqualTo(LicenseKind.LICENSED);
    }

    @Test
    void unknownThenDead() {
        assertThat(links.isLive(digest())).isFalse();
        assertThat(links.take(digest())).isFalse();
    }

    @Test
    void takenAndRolledBackThenLiveAgain() {
        String hash = offered(Duration.ofDays(7));
        transactions.run(status -> {
            status.setRollbackOnly();
            return links.take(hash);
        });
        assertThat(links.isLive(hash)).isTrue();
    }

    @Test
    void createThenOneOwnerAllBuiltInRolesAndNewcomersGetTheCustomLevel() {
        UUID ownerId = accounts.create().member().userId();
        AccountRow account =
                transactions.run(() -> newAccounts.create("Acme", LicenseKind.FREE, ownerId, TestAccount.now()));

        MembershipRow owner = memberships.findById(account.ownerMembershipId()).orElseThrow();
        assertThat(owner.userId()).isEqualTo(ownerId);
        assertThat(owner.accountId()).isEqualTo(account.id());
        assertThat(roles.findById(owner.roleId()).orElseThrow().systemKey()).isEqualTo(SystemRole.OWNER);
        assertThat(roles.findById(account.defaultRoleId()).orElseThrow().systemKey())
                .isEqualTo(SystemRole.CUSTOM_LEVEL);
        assertThat(roles.findByAccountId(account.id()))
                .extracting(RoleRow::systemKey)
                .containsExactlyInAnyOrder(SystemRole.values());
        assertThat(accountRows.findById(account.id())).contains(account);
        assertThat(account.licenseKind()).isEqualTo("FREE");
    }

    @Test
    void personAccountsThenThoseInWhichThePersonIsActive() {
        TestAccount first = accounts.create();
        TestAccount second = accounts.create();
        MembershipRow member = first.member(SystemRole.MONITOR_ALL);
        MembershipRow elsewhere = second.join(member.userId(), SystemRole.ADMIN);
        assertThat(personAccounts.active(member.userId()))
                .extracting(PersonAccount::id)
                .containsExactlyInAnyOrder(first.id(), second.id());

        for (MembershipStatus status : MembershipStatus.values()) {
            second.set(elsewhere, status);
            assertThat(personAccounts.active(member.userId()))
                    .as(status.name())
                    .hasSize(status == MembershipStatus.ACTIVE ? 2 : 1);
        }
        second.set(elsewhere, MembershipStatus.DISABLED);
        PersonAccount only = personAccounts.active(member.userId()).get(0);
        assertThat(only.name()).isEqualTo(first.row().name());
        assertThat(only.member().membershipId()).isEqualTo(member.id());
        assertThat(only.member().role().systemKey()).isEqualTo(SystemRole.MONITOR_ALL);
    }

    @Test
    void offeredAndUsedByEightAtOnceThenOneAccount() throws Exception {
        UUID ownerId = accounts.create().member().userId();
        try (RaceTrack track = new RaceTrack(environment)) {
            track.race("set-up link offered and used by 8", "", ROUNDS, n -> {
                String hash = digest();
                Callable<Boolean> offer = () -> links.offer(
                        hash,
                        LicenseKind.LICENSED,
                        TestAccount.now(),
                        TestAccount.now().plus(Duration.ofDays(7)));
                long offered = track.start(Collections.nCopies(8, offer)).stream()
                        .filter(won -> won)
                        .count();
                Callable<Boolean> use = () -> transactions.run(() -> {
                    if (!links.take(hash)) {
                        return false;
                    }
                    links.made(
                            hash,
                            newAccounts
                                    .create("Acme", LicenseKind.LICENSED, ownerId, TestAccount.now())
                                    .id());
                    return true;
                });
                int before = personAccounts.active(ownerId).size();
                long used = track.start(Collections.nCopies(8, use)).stream()
                        .filter(won -> won)
                        .count();
                int made = personAccounts.active(ownerId).size() - before;
                return offered == 1 && used == 1 && made == 1
                        ? List.of()
                        : List.of("offered " + offered + ", used " + used + ", accounts " + made);
            });
        }
    }
}
