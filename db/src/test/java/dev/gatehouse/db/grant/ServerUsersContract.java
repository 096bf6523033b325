package dev.gatehouse.db.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.access.AccessSnapshots;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.reach.ReachSource;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who has access to a server and who could be given it: each other's complement, and the same as the decision says. */
abstract class ServerUsersContract {

    @Autowired
    ServerUsers users;

    @Autowired
    MemberRepository members;

    @Autowired
    AccessSnapshots snapshots;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    private TestAccount account;
    private ServerRow server;

    @BeforeEach
    void fill() {
        account = accounts.create();
        server = account.server();
        ServerRow other = account.server();
        for (SystemRole role : SystemRole.values()) {
            account.member(role);
        }
        for (MembershipStatus status : MembershipStatus.values()) {
            MembershipRow granted = account.member();
            account.grant(granted, server, Scopes.of(Scope.READ));
            account.set(granted, status);
            MembershipRow all = account.member();
            account.grantAllServers(all);
            account.set(all, status);
            account.set(account.member(SystemRole.ADMIN), status);
        }
        account.grant(account.member(), other);
        TestAccount elsewhere = accounts.create();
        elsewhere.member(SystemRole.OWNER);
    }

    private List<ServerUser> listed() {
        return users.list(account.id(), server.id(), null, 1000);
    }

    private List<UUID> candidates() {
        return users.candidates(account.id(), server.id(), null, 1000).found().stream()
                .map(Member::userId)
                .toList();
    }

    private void assertComplement() {
        List<UUID> with = listed().stream().map(user -> user.member().userId()).toList();
        List<UUID> active = members.list(account.id(), null, 1000).stream()
                .filter(member -> member.status() == MembershipStatus.ACTIVE)
                .map(Member::userId)
                .toList();
        List<UUID> both = new ArrayList<>(with);
        both.addAll(candidates());
        assertThat(both).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(active);
        for (UUID user : active) {
            boolean reached = !snapshots
                    .find(user, server.id())
                    .orElseThrow()
                    .subject()
                    .reach()
                    .isNone();
            assertThat(with.contains(user)).isEqualTo(reached);
        }
    }

    @Test
    void listAndCandidatesAreEachOthersComplementAmongActiveMembers() {
        assertComplement();
        assertThat(listed())
                .extracting(user -> user.reach().source())
                .contains(ReachSource.ROLE, ReachSource.ALL_GRANT, ReachSource.SERVER_GRANT);
        assertThat(candidates()).isNotEmpty();
    }

    @Test
    void listAndCandidatesWhenDirectGrantsAreOffThenOnlyRolesReach() {
        jdbc.sql("update account set direct_grants = false where id = :id")
                .param("id", account.id())
                .update();
        assertComplement();
        assertThat(listed()).isNotEmpty().allMatch(user -> user.reach().source() == ReachSource.ROLE);
    }

    @Test
    void listThenReachIsWhatTheDecisionSees() {
        for (ServerUser user : listed()) {
            assertThat(snapshots
                            .find(user.member().userId(), server.id())
                            .orElseThrow()
                            .subject()
                            .reach())
                    .isEqualTo(user.reach());
        }
    }

    @Test
    void listAndCandidatesPageByPageThenEverybodyOnceInOrder() {
        List<UUID> whole = listed().stream().map(user -> user.member().userId()).toList();
        List<UUID> paged = new ArrayList<>();
        UUID cursor = null;
        for (List<ServerUser> page = users.list(account.id(), server.id(), cursor, 3);
                !page.isEmpty();
                page = users.list(account.id(), server.id(), cursor, 3)) {
            page.forEach(user -> paged.add(user.member().userId()));
            cursor = page.get(page.size() - 1).member().membershipId();
        }
        assertThat(paged).isEqualTo(whole);

        List<UUID> pagedCandidates = new ArrayList<>();
        cursor = null;
        for (List<Member> page =
                        users.candidates(account.id(), server.id(), cursor, 2).found();
                !page.isEmpty();
                page = users.candidates(account.id(), server.id(), cursor, 2).found()) {
            page.forEach(member -> pagedCandidates.add(member.userId()));
            cursor = page.get(page.size() - 1).membershipId();
        }
        assertThat(pagedCandidates).isEqualTo(candidates());
    }

    @Test
    void membersPageByPageThenEverybodyOnceInOrder() {
        List<Member> whole = members.list(account.id(), null, 1000);
        List<Member> paged = new ArrayList<>();
        UUID cursor = null;
        for (List<Member> page = members.list(account.id(), cursor, 4);
                !page.isEmpty();
                page = members.list(account.id(), cursor, 4)) {
            paged.addAll(page);
            cursor = paged.get(paged.size() - 1).membershipId();
        }
        assertThat(paged).isEqualTo(whole);
        assertThat(whole).hasSize(SystemRole.values().length + 3 * MembershipStatus.values().length + 1);
    }

    @Test
    void memberThenPersonMembershipAndRoleInOne() {
        MembershipRow row = account.member(SystemRole.MONITOR_ALL);
        Member member = members.find(account.id(), row.userId()).orElseThrow();
        assertThat(member.membershipId()).isEqualTo(row.id());
        assertThat(member.accountId()).isEqualTo(account.id());
        assertThat(member.email()).isEqualTo(row.userId() + "@people.test");
        assertThat(member.role().systemKey()).isEqualTo(SystemRole.MONITOR_ALL);
        assertThat(member.lastSignInAt()).isNull();
        assertThat(member.version()).isEqualTo(row.version());
        assertThat(members.find(accounts.create().id(), row.userId())).isEmpty();
    }
}
