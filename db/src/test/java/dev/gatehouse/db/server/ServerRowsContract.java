package dev.gatehouse.db.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.RevocationMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.domain.Limit;

/** Servers, identity providers and introspection credentials come out as they went in. */
abstract class ServerRowsContract {

    @Autowired
    ServerRepository servers;

    @Autowired
    ExternalIdpRepository providers;

    @Autowired
    IntrospectionCredentialRepository credentials;

    @Autowired
    TestAccounts accounts;

    private TestAccount account;

    @BeforeEach
    void start() {
        account = accounts.create();
    }

    @Test
    void serverThenTheSameAgainAndAStaleVersionIsRefused() {
        ServerRow saved = account.server();
        assertThat(servers.findById(saved.id())).contains(saved);
        assertThat(servers.findBySlug(saved.slug())).contains(saved);
        assertThat(servers.findByResource(saved.resource())).contains(saved);
        ServerRow changed = servers.save(saved.change()
                .name("New")
                .upstreamUrl("http://elsewhere.test")
                .enabled(false)
                .revocationMode(RevocationMode.IMMEDIATE)
                .apiTokens(dev.gatehouse.policy.server.ApiTokenMode.ALWAYS)
                .build());
        assertThat(servers.findById(saved.id())).contains(changed);
        assertThat(changed.name()).isEqualTo("New");
        assertThatThrownBy(() -> servers.save(saved.change().name("Newer").build()))
                .isInstanceOf(OptimisticLockingFailureException.class);
        assertThat(servers.findById(saved.id())).contains(changed);
    }

    @Test
    void serverWithoutUpstreamThenNoGatewayStandsInFrontOfIt() {
        ServerRow own = servers.save(ServerRow.create(
                account.id(),
                "Own",
                "own-" + UUID.randomUUID(),
                null,
                "https://own.test/" + UUID.randomUUID(),
                TestAccount.now()));
        ServerRow proxied = account.server();
        assertThat(servers.findById(own.id())).contains(own);
        assertThat(servers.findByUpstreamUrlIsNotNullAndDeletedAtIsNull())
                .contains(proxied)
                .doesNotContain(own);
    }

    @Test
    void deletedServerThenFoundByWhatIsNeverReusedAndInNoList() {
        ServerRow kept = account.server();
        ServerRow saved = account.server();
        Instant at = TestAccount.now();
        ServerRow deleted = account.change(saved.id(), change -> change.deletedAt(at));
        assertThat(deleted.deletedAt()).isEqualTo(at);
        assertThat(servers.findById(saved.id())).contains(deleted);
        assertThat(servers.findBySlug(saved.slug())).contains(deleted);
        assertThat(servers.findByResource(saved.resource())).contains(deleted);
        assertThat(servers.findByIdAndAccountIdAndDeletedAtIsNull(saved.id(), account.id()))
                .isEmpty();
        assertThat(servers.findByIdAndAccountIdAndDeletedAtIsNull(kept.id(), account.id()))
                .contains(kept);
        assertThat(servers.findByIdAndAccountIdAndDeletedAtIsNull(
                        kept.id(), accounts.create().id()))
                .isEmpty();
        assertThat(servers.findByAccountIdAndDeletedAtIsNullOrderById(account.id()))
                .containsExactly(kept);
        assertThat(servers.findByUpstreamUrlIsNotNullAndDeletedAtIsNull()).doesNotContain(deleted);
        assertThatThrownBy(() -> servers.save(ServerRow.create(
                        account.id(), "Again", saved.slug(), null, "https://other.test", TestAccount.now())))
                .isInstanceOf(Exception.class);
    }

    @Test
    void serversPageByPageThenEachOnceInOrder() {
        for (int i = 0; i < 7; i++) {
            account.server();
        }
        List<ServerRow> whole = servers.findByAccountIdAndDeletedAtIsNullOrderById(account.id());
        List<ServerRow> paged = new ArrayList<>();
        UUID cursor = new UUID(0, 0);
        for (List<ServerRow> page = page(cursor); !page.isEmpty(); page = page(cursor)) {
            paged.addAll(page);
            cursor = paged.get(paged.size() - 1).id();
        }
        assertThat(paged).isEqualTo(whole).hasSize(7);
    }

    private List<ServerRow> page(UUID cursor) {
        return servers.findByAccountIdAndDeletedAtIsNullAndIdGreaterThanOrderById(account.id(), cursor, Limit.of(3));
    }

    @Test
    void identityProviderSwitchedThenCountedAndTheRestStays() {
        ServerRow saved = account.server();
        ExternalIdpRow idp = account.externalIdp();
        ServerRow out = account.change(saved.id(), change -> change.identityProvider(idp.id()));
        assertThat(out.idpType()).isEqualTo(IdentityProvider.Type.EXTERNAL);
        assertThat(out.idpGeneration()).isEqualTo(1);
        assertThat(servers.findByExternalIdpId(idp.id())).containsExactly(out);
        ServerRow back = account.change(saved.id(), change -> change.identityProvider(null));
        assertThat(back.idpType()).isEqualTo(IdentityProvider.Type.BUILT_IN);
        assertThat(back.externalIdpId()).isNull();
        assertThat(back.idpGeneration()).isEqualTo(2);
        assertThat(servers.findByExternalIdpId(idp.id())).isEmpty();
        assertThat(back.createdAt()).isEqualTo(saved.createdAt());
    }

    @Test
    void externalProviderThenTheSameAgainAndAStaleVersionIsRefused() {
        ExternalIdpRow saved = account.externalIdp();
        assertThat(providers.findById(saved.id())).contains(saved);
        assertThat(providers.findByIdAndAccountId(saved.id(), account.id())).contains(saved);
        assertThat(providers.findByIdAndAccountId(saved.id(), accounts.create().id()))
                .isEmpty();
        assertThat(providers.findByAccountIdOrderById(account.id())).containsExactly(saved);
        assertThat(providers.findAll()).contains(saved);
        assertThat(saved.toIdentityProvider())
                .isEqualTo(new IdentityProvider.External(
                        "https://idp.test", "https://audience.test", Set.of("mcp", "extra")));
        ExternalIdpRow changed = providers.save(renamed(saved));
        assertThat(providers.findById(saved.id())).contains(changed);
        assertThatThrownBy(() -> providers.save(renamed(saved))).isInstanceOf(OptimisticLockingFailureException.class);
        providers.deleteById(saved.id());
        assertThat(providers.findById(saved.id())).isEmpty();
    }

    private static ExternalIdpRow renamed(ExternalIdpRow row) {
        return new ExternalIdpRow(
                row.id(),
                row.accountId(),
                "Renamed",
                row.issuer(),
                row.audience(),
                ExternalIdpRow.Validation.INTROSPECTION,
                null,
                "gatehouse",
                "wrapped",
                null,
                "",
                null,
                row.version());
    }

    @Test
    void externalProviderInUseThenItCannotBeDeleted() {
        ExternalIdpRow saved = account.externalIdp();
        ServerRow server = account.server();
        account.change(server.id(), change -> change.identityProvider(saved.id()));
        assertThatThrownBy(() -> providers.deleteById(saved.id())).isInstanceOf(Exception.class);
        assertThat(providers.findById(saved.id())).isPresent();
    }

    @Test
    void introspectionCredentialThenTheSameAgain() {
        ServerRow server = account.server();
        IntrospectionCredentialRow first = credential(server, TestAccount.now());
        IntrospectionCredentialRow older = credential(server, TestAccount.now().minusSeconds(60));
        assertThat(credentials.findByClientId(first.clientId())).contains(first);
        assertThat(credentials.findByServerIdOrderByCreatedAt(server.id())).containsExactly(older, first);
        assertThat(first.toString()).doesNotContain(first.secretHash());
        credentials.deleteById(first.id());
        assertThat(credentials.findByClientId(first.clientId())).isEmpty();
        assertThat(credentials.findByServerIdOrderByCreatedAt(server.id())).containsExactly(older);
    }

    private IntrospectionCredentialRow credential(ServerRow server, Instant at) {
        return credentials.save(new IntrospectionCredentialRow(
                UUID.randomUUID(), account.id(), server.id(), "rs-" + UUID.randomUUID(), "a".repeat(64), at));
    }
}
