package dev.gatehouse.db.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/** Grants as rows. */
abstract class GrantRepositoryContract {

    @Autowired
    GrantRepository grants;

    @Autowired
    ReachChanges reach;

    @Autowired
    TestAccounts accounts;

    @Autowired
    Environment environment;

    private TestAccount account;
    private MembershipRow member;
    private ServerRow server;

    @BeforeEach
    void start() {
        account = accounts.create();
        member = account.member();
        server = account.server();
    }

    private void put(Scopes scopes) {
        grants.put(new ServerGrantRow(member.id(), server.id(), scopes), account.id(), member.userId());
    }

    @Test
    void putThenFound() {
        assertThat(grants.find(member.id(), server.id())).isEmpty();
        put(Scopes.of(Scope.READ));
        assertThat(grants.find(member.id(), server.id()))
                .contains(new ServerGrantRow(member.id(), server.id(), Scopes.of(Scope.READ)));
    }

    @Test
    void putAgainThenTheScopesAreSet() {
        put(Scopes.of(Scope.READ));
        put(Scopes.ALL);
        assertThat(grants.findAll(member.id()))
                .containsExactly(new ServerGrantRow(member.id(), server.id(), Scopes.ALL));
    }

    @Test
    void putByEightAdminsAtOnceThenOneGrant() throws Exception {
        try (RaceTrack track = new RaceTrack(environment)) {
            for (int round = 0; round < 20; round++) {
                grants.delete(member.id(), server.id());
                grants.deleteAllServers(member.id());
                track.start(Collections.nCopies(
                        8,
                        () -> reach.apply(List.of(member.id()), "system", () -> {
                            put(Scopes.ALL);
                            grants.putAllServers(member.id(), account.id(), null);
                            return true;
                        })));
                assertThat(grants.findAll(member.id())).hasSize(1);
                assertThat(grants.findAllServers(member.id())).contains(Scopes.ALL);
            }
        }
    }

    @Test
    void findAllThenInTheOrderOfTheServers() {
        for (int i = 0; i < 5; i++) {
            account.grant(member, account.server());
        }
        List<UUID> ids = grants.findAll(member.id()).stream()
                .map(ServerGrantRow::serverId)
                .toList();
        assertThat(ids).hasSize(5);
        assertThat(ids.stream().map(UUID::toString).toList()).isSorted();
    }

    @Test
    void deleteThenGoneAndNothingElse() {
        ServerRow other = account.server();
        put(Scopes.ALL);
        account.grant(member, other);
        grants.putAllServers(member.id(), account.id(), null);
        assertThat(grants.delete(member.id(), server.id())).isTrue();
        assertThat(grants.delete(member.id(), server.id())).isFalse();
        assertThat(grants.findAll(member.id()))
                .extracting(ServerGrantRow::serverId)
                .containsExactly(other.id());
        assertThat(grants.findAllServers(member.id())).contains(Scopes.ALL);
        assertThat(grants.deleteAllServers(member.id())).isTrue();
        assertThat(grants.deleteAllServers(member.id())).isFalse();
        assertThat(grants.findAllServers(member.id())).isEmpty();
    }

    @Test
    void deleteByServerThenEveryGrantOnIt() {
        MembershipRow other = account.member();
        put(Scopes.ALL);
        account.grant(other, server);
        account.grant(other, account.server());
        assertThat(grants.deleteByServer(server.id())).isEqualTo(2);
        assertThat(grants.findAll(member.id())).isEmpty();
        assertThat(grants.findAll(other.id())).hasSize(1);
    }
}
