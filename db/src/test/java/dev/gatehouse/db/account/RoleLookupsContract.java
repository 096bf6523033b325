package dev.gatehouse.db.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.account.RoleLookups.HeldRole;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Roles with the number of their holders, and the few statements that changes of roles and people lean on. */
abstract class RoleLookupsContract {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    @Autowired
    RoleLookups lookups;

    @Autowired
    RoleRepository roles;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    PersonRepository people;

    @Autowired
    DefaultTeams teams;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    private TestAccount account;
    private RoleRow own;

    @BeforeEach
    void start() {
        account = accounts.create();
        own = roles.save(RoleRow.own(UUID.randomUUID(), account.id(), "Öwn \uD83D\uDD11", "\uD83D\uDD11")
                .with(Set.of(Capability.TOKENS_MANAGE, Capability.MCP_CONNECT), IntegrationLevel.MONITOR));
    }

    @Test
    void findThenTheRowAsItWasWrittenWithItsHoldersInEveryState() {
        assertThat(lookups.find(account.id(), own.id())).contains(new HeldRole(own, 0));
        RoleRow member = account.role(SystemRole.MEMBER);
        account.member();
        account.set(account.member(), MembershipStatus.DISMISSED);
        assertThat(lookups.find(account.id(), member.id())).contains(new HeldRole(member, 2));
        assertThat(lookups.find(accounts.create().id(), own.id())).isEmpty();
        assertThat(lookups.find(account.id(), UUID.randomUUID())).isEmpty();
    }

    @Test
    void listThenThoseOfTheAccountByIdPageByPage() {
        for (SystemRole role : SystemRole.values()) {
            account.role(role);
        }
        accounts.create().role(SystemRole.MEMBER);
        List<HeldRole> all = lookups.list(account.id(), BEFORE_ALL, 100);
        assertThat(all).hasSize(SystemRole.values().length + 1);
        List<HeldRole> first = lookups.list(account.id(), BEFORE_ALL, 4);
        List<HeldRole> rest = lookups.list(account.id(), first.get(3).role().id(), 100);
        assertThat(first).isEqualTo(all.subList(0, 4));
        assertThat(rest).isEqualTo(all.subList(4, all.size()));
    }

    @Test
    void countOtherActiveHoldersThenOnlyActiveOnesOfThatRoleInThatAccount() {
        MembershipRow first = account.member(SystemRole.SUPER_ADMIN);
        assertThat(lookups.countOtherActiveHolders(account.id(), SystemRole.SUPER_ADMIN, first.id()))
                .isZero();
        account.member(SystemRole.ADMIN);
        accounts.create().member(SystemRole.SUPER_ADMIN);
        account.set(account.member(SystemRole.SUPER_ADMIN), MembershipStatus.DISABLED);
        assertThat(lookups.countOtherActiveHolders(account.id(), SystemRole.SUPER_ADMIN, first.id()))
                .isZero();
        account.member(SystemRole.SUPER_ADMIN);
        assertThat(lookups.countOtherActiveHolders(account.id(), SystemRole.SUPER_ADMIN, first.id()))
                .isEqualTo(1);
    }

    @Test
    void namesAndCountsThenOfTheAccountAlone() {
        assertThat(roles.existsByAccountIdAndName(account.id(), own.name())).isTrue();
        assertThat(roles.existsByAccountIdAndName(account.id(), "Another")).isFalse();
        assertThat(roles.existsByAccountIdAndName(accounts.create().id(), own.name()))
                .isFalse();
        account.role(SystemRole.OWNER);
        assertThat(roles.countByAccountIdAndSystemKeyIsNull(account.id())).isEqualTo(1);
        assertThat(roles.findByIdAndAccountId(own.id(), account.id())).contains(own);
        assertThat(roles.findByIdAndAccountId(own.id(), accounts.create().id())).isEmpty();
    }

    @Test
    void deleteWhenSomebodyHoldsTheRoleThenTheDatabaseRefuses() {
        MembershipRow member = account.member();
        assertThatThrownBy(() -> roles.deleteById(member.roleId())).satisfies(failure -> {
            Throwable cause = failure;
            while (cause != null && !(cause instanceof DataIntegrityViolationException)) {
                cause = cause.getCause();
            }
            assertThat(cause).isNotNull();
        });
        roles.deleteById(own.id());
        assertThat(roles.findById(own.id())).isEmpty();
    }

    @Test
    void levelThatIsNotKnownThenGivesNothing() {
        jdbc.sql("update account_role set integration_level = 'EVERYTHING' where id = :id")
                .param("id", own.id())
                .update();
        assertThat(roles.findById(own.id()).orElseThrow().level()).isEqualTo(IntegrationLevel.NONE);
    }

    @Test
    void membershipUnderOtherRulesThenTheSameAgain() {
        MembershipRow row = account.member();
        MembershipRow saved = memberships.save(row.withRules(true, true, false));
        assertThat(memberships.findById(row.id())).contains(saved);
        assertThat(saved.ssoRequired() && saved.mfaRequired() && !saved.mayEditRetryData())
                .isTrue();
    }

    @Test
    void renameThenOnlyTheNameAndTheVersionChange() {
        PersonRow before = people.findById(account.member().userId()).orElseThrow();
        people.rename(before.id(), "Sömebody Else");
        PersonRow after = people.findById(before.id()).orElseThrow();
        assertThat(after.name()).isEqualTo("Sömebody Else");
        assertThat(after.version()).isEqualTo(before.version() + 1);
        assertThat(after.email()).isEqualTo(before.email());
    }

    @Test
    void defaultTeamThenOneOfTheAccount() {
        UUID team = UUID.randomUUID();
        jdbc.sql("insert into team (id, account_id, name, enabled, created_at, version) values (:id, :account, 'T',"
                        + " false, current_timestamp, 0)")
                .param("id", team)
                .param("account", account.id())
                .update();
        assertThat(teams.has(account.id(), team)).isTrue();
        assertThat(teams.has(accounts.create().id(), team)).isFalse();
        assertThat(teams.has(account.id(), UUID.randomUUID())).isFalse();
    }
}
