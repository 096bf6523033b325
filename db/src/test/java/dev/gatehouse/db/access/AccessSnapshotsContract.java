package dev.gatehouse.db.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.access.Subject;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.reach.Reach;
import dev.gatehouse.policy.reach.ReachSource;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.RevocationMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a decision needs, read in one statement; what is not understood gives nothing. */
abstract class AccessSnapshotsContract {

    @Autowired
    AccessSnapshots snapshots;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    private TestAccount account;
    private MembershipRow member;
    private ServerRow server;

    @BeforeEach
    void start() {
        account = accounts.create();
        member = account.member();
        server = account.server();
    }

    private AccessSnapshot find() {
        return snapshots.find(member.userId(), server.id()).orElseThrow();
    }

    private void set(String table, String assignment, UUID id) {
        assertThat(jdbc.sql("update " + table + " set " + assignment + " where id = :id")
                        .param("id", id)
                        .update())
                .isEqualTo(1);
    }

    @Test
    void findWhenThereNeverWasSuchAServerThenEmpty() {
        assertThat(snapshots.find(member.userId(), UUID.randomUUID())).isEmpty();
    }

    @Test
    void findWhenNotAMemberThenNobody() {
        UUID stranger = accounts.create().member(SystemRole.OWNER).userId();
        AccessSnapshot snapshot = snapshots.find(stranger, server.id()).orElseThrow();
        assertThat(snapshot.subject()).isEqualTo(Subject.NOBODY);
        assertThat(snapshot.hasReach()).isFalse();
    }

    @Test
    void findThenEverythingIsThere() {
        account.grant(member, server, Scopes.of(Scope.READ));
        AccessSnapshot snapshot = find();
        assertThat(snapshot.subject().membership()).satisfies(membership -> {
            assertThat(membership.id()).isEqualTo(member.id());
            assertThat(membership.userId()).isEqualTo(member.userId());
            assertThat(membership.accountId()).isEqualTo(account.id());
            assertThat(membership.status()).isEqualTo(MembershipStatus.ACTIVE);
        });
        assertThat(snapshot.subject().role().systemKey()).isEqualTo(SystemRole.MEMBER);
        assertThat(snapshot.subject().role().capabilities()).containsExactly(Capability.MCP_CONNECT);
        assertThat(snapshot.subject().reach()).isEqualTo(new Reach(ReachSource.SERVER_GRANT, Scopes.of(Scope.READ)));
        assertThat(snapshot.server().id()).isEqualTo(server.id());
        assertThat(snapshot.server().resource()).isEqualTo(server.resource());
        assertThat(snapshot.server().exists()).isTrue();
        assertThat(snapshot.server().enabled()).isTrue();
        assertThat(snapshot.server().identityProvider()).isEqualTo(new IdentityProvider.BuiltIn());
        assertThat(snapshot.slug()).isEqualTo(server.slug());
        assertThat(snapshot.serverName()).isEqualTo(server.name());
        assertThat(snapshot.revocationMode()).isEqualTo(RevocationMode.AT_EXPIRY);
        assertThat(Duration.between(snapshot.now(), Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
        assertThat(snapshot.hasReach()).isTrue();
    }

    @Test
    void findThenReachComesFromTheFirstSourceThatHolds() {
        assertThat(find().subject().reach()).isEqualTo(Reach.NONE);
        account.grant(member, account.server());
        assertThat(find().subject().reach()).isEqualTo(Reach.NONE);
        account.grant(member, server);
        assertThat(find().subject().reach().source()).isEqualTo(ReachSource.SERVER_GRANT);
        account.grantAllServers(member);
        assertThat(find().subject().reach().source()).isEqualTo(ReachSource.ALL_GRANT);
        account.assign(member, SystemRole.ADMIN);
        assertThat(find().subject().reach().source()).isEqualTo(ReachSource.ROLE);
        account.assign(member, SystemRole.MEMBER);
        set("account", "direct_grants = false", account.id());
        assertThat(find().subject().reach()).isEqualTo(Reach.NONE);
    }

    @Test
    void findWhenTheServerIsDeletedOrDisabledThenItSaysSo() {
        account.change(server.id(), change -> change.enabled(false).deletedAt(Instant.now()));
        assertThat(find().server().exists()).isFalse();
        assertThat(find().server().enabled()).isFalse();
    }

    @Test
    void findWhenAnExternalProviderGovernsThenItsTermsAreThere() {
        UUID idp = account.externalIdp().id();
        account.change(server.id(), change -> change.identityProvider(idp));
        assertThat(find().server().identityProvider())
                .isEqualTo(new IdentityProvider.External(
                        "https://idp.test", "https://audience.test", Set.of("mcp", "extra")));
    }

    @Test
    void findWhenTheProviderIsNotUnderstoodThenItIsNotOurs() {
        set("mcp_server", "idp_type = 'SOMETHING_NEW'", server.id());
        assertThat(find().server().identityProvider().type()).isEqualTo(IdentityProvider.Type.EXTERNAL);
    }

    @Test
    void findThenTheServersModeGoesBeforeTheAccountsAndWhatIsNotUnderstoodIsImmediate() {
        set("account", "revocation_mode = 'IMMEDIATE'", account.id());
        assertThat(find().revocationMode()).isEqualTo(RevocationMode.IMMEDIATE);
        set("mcp_server", "revocation_mode = 'AT_EXPIRY'", server.id());
        assertThat(find().revocationMode()).isEqualTo(RevocationMode.AT_EXPIRY);
        set("mcp_server", "revocation_mode = 'SOMETIMES'", server.id());
        assertThat(find().revocationMode()).isEqualTo(RevocationMode.IMMEDIATE);
    }

    @Test
    void findWhenNamesAreNotUnderstoodThenTheyGiveNothing() {
        account.grant(member, server);
        set("account_role", "capabilities = 'MCP_CONNECTED XMCP_USE_ALL_SERVERS mcp_connect'", member.roleId());
        jdbc.sql("update server_grant set scopes = 'mcp:everything openid' where membership_id = :id")
                .param("id", member.id())
                .update();
        set("membership", "status = 'active'", member.id());
        AccessSnapshot snapshot = find();
        assertThat(snapshot.subject().role().capabilities()).isEmpty();
        assertThat(snapshot.subject().reach()).isEqualTo(Reach.NONE);
        assertThat(snapshot.subject().membership().status()).isEqualTo(MembershipStatus.DISABLED);
    }

    @Test
    void hasReachNeedsAnActiveMemberWhoMayConnect() {
        account.grant(member, server);
        assertThat(find().hasReach()).isTrue();
        for (MembershipStatus status : MembershipStatus.values()) {
            account.set(member, status);
            assertThat(find().hasReach()).isEqualTo(status == MembershipStatus.ACTIVE);
        }
        account.set(member, MembershipStatus.ACTIVE);
        set("account_role", "capabilities = 'MCP_USE_ALL_SERVERS'", member.roleId());
        assertThat(find().hasReach()).isFalse();
    }
}
