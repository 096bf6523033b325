package dev.gatehouse.db.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Taking a member out of an account. */
abstract class MemberRemovalsContract {

    @Autowired
    MemberRemovals removals;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    PersonRepository people;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    private int rows(MembershipRow member) {
        return jdbc.sql("select (select count(*) from server_grant where membership_id = :id)"
                        + " + (select count(*) from all_servers_grant where membership_id = :id)"
                        + " + (select count(*) from team_member where membership_id = :id)")
                .param("id", member.id())
                .query(Integer.class)
                .single();
    }

    private void join(UUID team, MembershipRow member) {
        jdbc.sql("insert into team_member (team_id, membership_id, source, added_at) values (:team, :member, 'MANUAL',"
                        + " current_timestamp)")
                .param("team", team)
                .param("member", member.id())
                .update();
    }

    @Test
    void removeThenTheMembershipAndAllThatHungOnItAndNothingElse() {
        TestAccount account = accounts.create();
        ServerRow server = account.server();
        UUID team = UUID.randomUUID();
        jdbc.sql("insert into team (id, account_id, name, enabled, created_at, version) values (:id, :account, 'T',"
                        + " true, current_timestamp, 0)")
                .param("id", team)
                .param("account", account.id())
                .update();
        MembershipRow gone = account.member();
        MembershipRow stays = account.member();
        for (MembershipRow member : new MembershipRow[] {gone, stays}) {
            account.grant(member, server);
            account.grantAllServers(member);
            join(team, member);
        }

        removals.remove(gone.id());

        assertThat(memberships.findById(gone.id())).isEmpty();
        assertThat(rows(gone)).isZero();
        assertThat(people.findById(gone.userId())).isPresent();
        assertThat(memberships.findById(stays.id())).isPresent();
        assertThat(rows(stays)).isEqualTo(3);
    }
}
