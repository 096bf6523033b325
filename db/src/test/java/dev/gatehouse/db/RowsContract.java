package dev.gatehouse.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Accounts, people, roles, memberships and clients come out as they went in, and a stale version is refused. */
abstract class RowsContract {

    @Autowired
    AccountRepository accounts;

    @Autowired
    PersonRepository people;

    @Autowired
    RoleRepository roles;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    ClientRepository clients;

    @Autowired
    TestAccounts tests;

    @Autowired
    JdbcClient jdbc;

    @Test
    void accountThenTheSameAgainAndAStaleVersionIsRefused() {
        long before = accounts.count();
        AccountRow saved = accounts.save(AccountRow.create(UUID.randomUUID(), "Åccount \uD83D\uDD11"));
        assertThat(accounts.findById(saved.id())).contains(saved);
        assertThat(accounts.count()).isEqualTo(before + 1);
        AccountRow changed = accounts.save(saved.with(UUID.randomUUID(), UUID.randomUUID()));
        assertThat(changed.version()).isEqualTo(saved.version() + 1);
        assertThat(accounts.findById(saved.id())).contains(changed);
        assertThatThrownBy(() -> accounts.save(saved.with(UUID.randomUUID(), UUID.randomUUID())))
                .isInstanceOf(OptimisticLockingFailureException.class);
        assertThat(accounts.findById(saved.id())).contains(changed);
    }

    @Test
    void personThenTheSameAgainAndASignInIsNoChange() {
        UUID id = UUID.randomUUID();
        PersonRow saved =
                people.save(PersonRow.create(id, id + "@people.test", "Somebody", "{x}hash", TestAccount.now()));
        assertThat(people.findById(id)).contains(saved);
        assertThat(people.findByEmail(id + "@people.test")).contains(saved);
        assertThat(people.findByEmail((id + "@PEOPLE.test"))).isEmpty();
        Instant at = TestAccount.now();
        people.signedIn(id, Column.of(at));
        PersonRow later = people.findById(id).orElseThrow();
        assertThat(later.lastSignInAt()).isEqualTo(at);
        assertThat(later.version()).isEqualTo(saved.version());
        assertThat(later.toString()).doesNotContain("hash");
        assertThatThrownBy(() -> people.save(PersonRow.create(
                        UUID.randomUUID(), id + "@people.test", "Another", "{x}hash", TestAccount.now())))
                .satisfies(RowsContract::isDuplicate);
    }

    private static void isDuplicate(Throwable thrown) {
        boolean duplicate =
                thrown instanceof DuplicateKeyException || thrown.getCause() instanceof DuplicateKeyException;
        assertThat(duplicate).as("%s", thrown).isTrue();
    }

    @Test
    void instantThenExactToTheMicrosecondWhateverTheZoneOfTheProgram() {
        TimeZone zone = TimeZone.getDefault();
        try {
            // the hour that summer time ends with is there twice
            for (String at : new String[] {
                "2025-10-26T00:30:00.123456Z",
                "2025-10-26T01:30:00.654321Z",
                "1970-01-01T00:00:00Z",
                "2199-07-01T12:00:00Z"
            }) {
                TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
                UUID id = UUID.randomUUID();
                Instant instant = Instant.parse(at);
                people.save(PersonRow.create(id, id + "@people.test", "Somebody", "{x}hash", instant));
                assertThat(people.findById(id).orElseThrow().createdAt()).isEqualTo(instant);
                assertThat(jdbc.sql("select created_at from person where id = :id")
                                .param("id", id)
                                .query(OffsetDateTime.class)
                                .single()
                                .toInstant())
                        .isEqualTo(instant);
            }
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void roleThenTheSameAgainAndPresetsHoldTheirCapabilities() {
        TestAccount account = tests.create();
        for (SystemRole preset : SystemRole.values()) {
            RoleRow saved = roles.save(RoleRow.preset(UUID.randomUUID(), account.id(), preset));
            assertThat(roles.findById(saved.id())).contains(saved);
            assertThat(roles.findByAccountIdAndSystemKey(account.id(), preset)).contains(saved);
            assertThat(saved.toRole().capabilities()).isEqualTo(preset.capabilities());
        }
        assertThat(roles.findByAccountId(account.id())).hasSize(SystemRole.values().length);
        RoleRow own = roles.save(new RoleRow(
                UUID.randomUUID(), account.id(), null, "Own", "star", "MCP_CONNECT  NEW_ONE USERS_INVITE", "NONE", 0));
        assertThat(roles.findById(own.id())).contains(own);
        assertThat(own.toRole().capabilities())
                .containsExactlyInAnyOrder(Capability.MCP_CONNECT, Capability.USERS_INVITE);
    }

    @Test
    void membershipThenTheSameAgainAndAStaleVersionIsRefused() {
        TestAccount account = tests.create();
        MembershipRow saved = account.member();
        assertThat(memberships.findById(saved.id())).contains(saved);
        assertThat(memberships.findByAccountIdAndUserId(account.id(), saved.userId()))
                .contains(saved);
        assertThat(memberships.findByUserId(saved.userId())).containsExactly(saved);
        memberships.touch(saved.id());
        assertThatThrownBy(() -> memberships.save(saved.withStatus(MembershipStatus.DISABLED)))
                .isInstanceOf(OptimisticLockingFailureException.class);
        MembershipRow now = memberships.findById(saved.id()).orElseThrow();
        assertThat(now.version()).isEqualTo(saved.version() + 1);
        assertThat(now.status()).isEqualTo(MembershipStatus.ACTIVE);
        memberships.save(now.withStatus(MembershipStatus.DISABLED));
        assertThat(memberships.findById(saved.id()).orElseThrow().status()).isEqualTo(MembershipStatus.DISABLED);
    }

    @Test
    void clientThenTheSameAgain() {
        String clientId = "client-" + UUID.randomUUID();
        List<String> uris = List.of("http://127.0.0.1/cb", "https://app.test/cb?x=1", "com.example:/cb");
        ClientRow saved = clients.save(ClientRow.dynamic(clientId, "App", uris, "{}", TestAccount.now()));
        assertThat(clients.findByClientId(clientId)).contains(saved);
        assertThat(saved.redirectUriList()).isEqualTo(uris);
        assertThat(clients.findByClientId("other")).isEmpty();
        assertThatThrownBy(() -> clients.save(ClientRow.dynamic(clientId, "App", uris, "{}", TestAccount.now())))
                .satisfies(RowsContract::isDuplicate);
    }
}
