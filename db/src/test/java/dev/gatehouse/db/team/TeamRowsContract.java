package dev.gatehouse.db.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Teams and their members as rows. */
abstract class TeamRowsContract {

    @Autowired
    TeamRepository rows;

    @Autowired
    TeamLookups teams;

    @Autowired
    TeamMembers members;

    @Autowired
    AccountRepository accountRows;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    private TestAccount account;

    @BeforeEach
    void start() {
        account = accounts.create();
    }

    private List<UUID> users(UUID teamId) {
        return members.list(teamId, null, 100).stream()
                .map(row -> row.member().userId())
                .toList();
    }

    @Test
    void listThenPagesByIdWithTheMembersCountedAndNothingOfAnotherAccount() {
        TeamRow two = account.team(account.member(), account.member());
        TeamRow none = account.team();
        TestAccount other = accounts.create();
        other.team(other.member());

        List<TeamSummary> first = teams.list(account.id(), null, 1);
        List<TeamSummary> rest = teams.list(account.id(), first.get(0).id(), 10);
        assertThat(rest).hasSize(1);
        List<TeamSummary> all = new ArrayList<>(first);
        all.addAll(rest);
        assertThat(all)
                .containsExactlyInAnyOrder(
                        new TeamSummary(two.id(), two.name(), true, 2, 1),
                        new TeamSummary(none.id(), none.name(), true, 0, 1));
        assertThat(teams.find(other.id(), two.id())).isEmpty();
        assertThat(rows.findByIdAndAccountId(two.id(), other.id())).isEmpty();
    }

    @Test
    void saveWhenTheNameIsTakenInTheAccountThenRefusesAndElsewhereItIsFree() {
        TeamRow team = account.team();
        TeamRow same = TeamRow.create(account.id(), team.name(), true, TestAccount.now());
        assertThatThrownBy(() -> rows.save(same)).hasRootCauseInstanceOf(java.sql.SQLException.class);
        rows.save(TeamRow.create(accounts.create().id(), team.name(), true, TestAccount.now()));
        assertThat(rows.findByAccountIdAndName(account.id(), team.name())).hasValue(team);
    }

    @Test
    void saveWhenTheVersionIsStaleThenRefuses() {
        TeamRow team = account.team();
        assertThat(rows.save(team.with("Renamed", false)).version()).isEqualTo(2);
        assertThatThrownBy(() -> rows.save(team.with("Late", true)))
                .isInstanceOf(OptimisticLockingFailureException.class);
        assertThat(teams.find(account.id(), team.id())).hasValue(new TeamSummary(team.id(), "Renamed", false, 0, 2));
    }

    @Test
    void addWhenRepeatedThenEverybodyIsThereOnceAndKeepsTheirSource() {
        MembershipRow one = account.member();
        MembershipRow two = account.member();
        TeamRow team = account.team(one);
        jdbc.sql("update team_member set source = 'SCIM' where team_id = :team")
                .param("team", team.id())
                .update();

        members.add(team.id(), List.of(one.id(), two.id()));
        members.add(team.id(), List.of(one.id(), two.id()));
        members.add(team.id(), List.of());

        assertThat(users(team.id())).containsExactlyInAnyOrder(one.userId(), two.userId());
        assertThat(members.find(team.id(), Set.of(one.userId())).get(0).source())
                .isEqualTo(MemberSource.SCIM);
        assertThat(members.find(team.id(), Set.of(two.userId())).get(0).source())
                .isEqualTo(MemberSource.MANUAL);
        assertThat(members.find(team.id(), Set.of())).isEmpty();
        assertThat(members.count(team.id())).isEqualTo(2);
    }

    @Test
    void listOfMembersThenPagesByThePersonInWhateverState() {
        MembershipRow[] three = {account.member(), account.member(), account.member(SystemRole.ADMIN)};
        account.set(three[1], MembershipStatus.DISABLED);
        TeamRow team = account.team(three);

        List<TeamMember> first = members.list(team.id(), null, 2);
        List<TeamMember> rest = members.list(team.id(), first.get(1).member().userId(), 2);
        assertThat(first).hasSize(2);
        assertThat(rest).hasSize(1);
        assertThat(users(team.id())).containsExactlyInAnyOrder(three[0].userId(), three[1].userId(), three[2].userId());
    }

    @Test
    void removeManualButThenOnlyThoseWhomAnAdminPutThereGo() {
        MembershipRow stays = account.member();
        MembershipRow goes = account.member();
        MembershipRow synced = account.member();
        TeamRow team = account.team(stays, goes, synced);
        jdbc.sql("update team_member set source = 'something new' where membership_id = :id")
                .param("id", synced.id())
                .update();

        assertThat(members.manualUsersBut(team.id(), Set.of(stays.userId()))).containsExactly(goes.userId());
        members.removeManualBut(team.id(), Set.of(stays.userId()));
        assertThat(users(team.id())).containsExactlyInAnyOrder(stays.userId(), synced.userId());
        assertThat(members.manualUsersBut(team.id(), Set.of())).containsExactly(stays.userId());
        members.removeManualBut(team.id(), Set.of());
        assertThat(users(team.id())).containsExactly(synced.userId());
    }

    @Test
    void removeThenSaysWhetherTheyWereThereAndLeavesOtherTeamsAlone() {
        MembershipRow member = account.member();
        TeamRow here = account.team(member);
        TeamRow there = account.team(member);
        assertThat(members.remove(here.id(), member.id())).isTrue();
        assertThat(members.remove(here.id(), member.id())).isFalse();
        assertThat(users(there.id())).containsExactly(member.userId());
    }

    @Test
    void ofPersonThenOnlyEnabledTeamsThatTheyAreIn() {
        MembershipRow member = account.member();
        TeamRow in = account.team(member);
        TeamRow out = account.team(account.member());
        TeamRow off = rows.save(account.team(member).with("Off", false));
        TestAccount other = accounts.create();
        TeamRow elsewhere = other.team(other.join(member.userId(), SystemRole.MEMBER));
        List<UUID> all = List.of(in.id(), out.id(), off.id(), elsewhere.id());

        assertThat(teams.ofPerson(account.id(), member.userId(), all)).containsExactly(in.id());
        assertThat(teams.ofPerson(account.id(), member.userId(), List.of())).isEmpty();
        assertThat(teams.inAccount(account.id(), all)).containsExactlyInAnyOrder(in.id(), out.id(), off.id());
        assertThat(teams.inAccount(account.id(), List.of())).isEmpty();
    }

    @Test
    void deleteThenNeedsTheMembersGoneAndClearsTheDefaultOfItsAccountAlone() {
        TeamRow team = account.team(account.member());
        jdbc.sql("update account set default_team_id = :team where id = :id")
                .param("team", team.id())
                .param("id", account.id())
                .update();
        assertThatThrownBy(() -> rows.deleteById(team.id())).hasRootCauseInstanceOf(java.sql.SQLException.class);

        members.removeAll(team.id());
        assertThat(rows.clearDefault(accounts.create().id(), team.id())).isFalse();
        assertThat(rows.clearDefault(account.id(), team.id())).isTrue();
        assertThat(rows.clearDefault(account.id(), team.id())).isFalse();
        rows.deleteById(team.id());
        assertThat(teams.list(account.id(), null, 10)).isEmpty();
        assertThat(accountRows.findById(account.id())).hasValueSatisfying(row -> {
            assertThat(row.defaultTeamId()).isNull();
            assertThat(row.version()).isEqualTo(2);
        });
    }
}
