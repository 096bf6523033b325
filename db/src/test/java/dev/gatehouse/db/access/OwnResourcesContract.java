package dev.gatehouse.db.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.bundle.BundleRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
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

/** What may be open to one person; that the access policy agrees is tested over HTTP (MeTests). */
abstract class OwnResourcesContract {

    private static final UUID ZERO = new UUID(0, 0);

    @Autowired
    OwnResources resources;

    @Autowired
    AccessSnapshots snapshots;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    private TestAccount account;
    private MembershipRow member;
    private final List<ServerRow> servers = new ArrayList<>();

    @BeforeEach
    void start() {
        account = accounts.create();
        member = account.member();
        for (int n = 0; n < 3; n++) {
            servers.add(account.server());
        }
    }

    private List<AccessSnapshot> servers(boolean all) {
        return resources.servers(account.id(), member.userId(), all, ZERO, 10);
    }

    private List<AccessSnapshot> throughTeams() {
        return resources.throughTeams(account.id(), member.userId(), ZERO, ZERO, 10);
    }

    private static List<UUID> ids(List<AccessSnapshot> snapshots) {
        return snapshots.stream().map(found -> found.resource().serverId()).toList();
    }

    @Test
    void serversThenThoseWithAGrantOrAllAndEachIsReadAsForADecision() {
        account.grant(member, servers.get(1), Scopes.of(Scope.READ));
        TestAccount other = accounts.create();
        other.grant(other.join(member.userId(), SystemRole.MEMBER), other.server());

        List<AccessSnapshot> granted = servers(false);
        assertThat(ids(granted)).containsExactly(servers.get(1).id());
        assertThat(servers(true)).hasSize(3);
        for (AccessSnapshot found : servers(true)) {
            AccessSnapshot one =
                    snapshots.find(member.userId(), found.resource().serverId()).orElseThrow();
            assertThat(found).usingRecursiveComparison().ignoringFields("now").isEqualTo(one);
        }
    }

    @Test
    void serversWhenOffDeletedForeignOrWithoutScopesThenLeftOut() {
        servers.forEach(server -> account.grant(member, server));
        UUID provider = account.externalIdp().id();
        jdbc.sql("update mcp_server set enabled = false where id = :id")
                .param("id", servers.get(0).id())
                .update();
        jdbc.sql("update mcp_server set idp_type = 'EXTERNAL', external_idp_id = :provider where id = :id")
                .param("provider", provider)
                .param("id", servers.get(1).id())
                .update();
        assertThat(ids(servers(false))).containsExactly(servers.get(2).id());
        assertThat(ids(servers(true))).containsExactly(servers.get(2).id());
        jdbc.sql("update server_grant set scopes = 'strange' where server_id = :id")
                .param("id", servers.get(2).id())
                .update();
        assertThat(servers(false)).isEmpty();
    }

    @Test
    void pagesThenHaveNoGapAndNothingTwice() {
        servers.forEach(server -> account.grant(member, server));
        List<UUID> read = new ArrayList<>();
        UUID cursor = ZERO;
        for (int n = 0; n < 4; n++) {
            List<AccessSnapshot> page = resources.servers(account.id(), member.userId(), false, cursor, 1);
            if (page.isEmpty()) {
                break;
            }
            cursor = ids(page).get(0);
            read.add(cursor);
        }
        assertThat(read).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void throughTeamsThenTheOpenWaysThatNoGrantCoversByBundleAndServer() {
        BundleRow first = account.bundle(account.team(member), account.team(member));
        BundleRow second = account.bundle(account.team(member));
        BundleRow others = account.bundle(account.team(account.member()));
        for (BundleRow bundle : List.of(first, second, others)) {
            servers.forEach(server -> account.carry(bundle, server));
        }
        account.grant(member, servers.get(0));

        List<AccessSnapshot> found = throughTeams();
        assertThat(found).hasSize(4).allSatisfy(one -> {
            assertThat(one.subject().reach().source()).isEqualTo(ReachSource.TEAM);
            assertThat(one.resource().bundleId()).isIn(first.id(), second.id());
            assertThat(snapshots.find(member.userId(), one.resource()).orElseThrow())
                    .usingRecursiveComparison()
                    .ignoringFields("now")
                    .isEqualTo(one);
        });
        List<AccessSnapshot> paged = new ArrayList<>();
        UUID bundle = ZERO;
        UUID server = ZERO;
        for (int n = 0; n < 4; n++) {
            AccessSnapshot next = resources
                    .throughTeams(account.id(), member.userId(), bundle, server, 1)
                    .get(0);
            bundle = next.resource().bundleId();
            server = next.resource().serverId();
            paged.add(next);
        }
        assertThat(paged)
                .extracting(AccessSnapshot::resource)
                .isEqualTo(found.stream().map(AccessSnapshot::resource).toList());
        assertThat(resources.throughTeams(account.id(), member.userId(), bundle, server, 1))
                .isEmpty();

        jdbc.sql("update bundle set enabled = false where id = :id")
                .param("id", first.id())
                .update();
        assertThat(throughTeams()).hasSize(2);
        jdbc.sql("update bundle_server set enabled = false where bundle_id = :id")
                .param("id", second.id())
                .update();
        assertThat(throughTeams()).isEmpty();
    }

    @Test
    void everywhereThenByRoleOrByAGrantOfAllWhereGrantsCount() {
        assertThat(resources.everywhere(account.id(), member.userId())).isFalse();
        assertThat(resources.everywhere(
                        account.id(), account.member(SystemRole.ADMIN).userId()))
                .isTrue();
        account.grantAllServers(member);
        assertThat(resources.everywhere(account.id(), member.userId())).isTrue();
        jdbc.sql("update account set direct_grants = false where id = :id")
                .param("id", account.id())
                .update();
        assertThat(resources.everywhere(account.id(), member.userId())).isFalse();
        assertThat(resources.everywhere(account.id(), UUID.randomUUID())).isFalse();
    }
}
