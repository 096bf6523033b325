package dev.gatehouse.authserver.demo;

import dev.gatehouse.authserver.settings.GatehouseProperties;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.NewAccounts;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.change.ChangeType;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.grant.ServerGrantRow;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.permission.LicenseKind;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.RevocationMode;
import java.time.Clock;
import java.util.UUID;
import org.springframework.context.annotation.Profile;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Makes the demo account: its people, servers and grants. */
@Component
@Profile("demo")
final class DemoAccount {

    private static final String PASSWORD = "gatehouse-demo";

    private final NewAccounts accounts;
    private final RoleRepository roles;
    private final PersonRepository people;
    private final MembershipRepository memberships;
    private final ServerRepository servers;
    private final GrantRepository grants;
    private final ChangeFeed feed;
    private final PasswordEncoder passwords;
    private final Settings settings;
    private final GatehouseProperties properties;
    private final Clock clock;

    DemoAccount(
            NewAccounts accounts,
            RoleRepository roles,
            PersonRepository people,
            MembershipRepository memberships,
            ServerRepository servers,
            GrantRepository grants,
            ChangeFeed feed,
            PasswordEncoder passwords,
            Settings settings,
            GatehouseProperties properties,
            Clock clock) {
        this.accounts = accounts;
        this.roles = roles;
        this.people = people;
        this.memberships = memberships;
        this.servers = servers;
        this.grants = grants;
        this.feed = feed;
        this.passwords = passwords;
        this.settings = settings;
        this.properties = properties;
        this.clock = clock;
    }

    /** Makes everything, in the transaction under way. */
    void create() {
        String hash = passwords.encode(PASSWORD);
        PersonRow olga = person("olga", "Olga Owner", hash);
        AccountRow account = accounts.create("Demo", LicenseKind.LICENSED, olga.id(), clock.instant());
        member(account, "ada", "Ada Admin", SystemRole.ADMIN, hash);
        member(account, "mel", "Mel Manager", SystemRole.MANAGE_ALL, hash);
        member(account, "mo", "Mo Monitor", SystemRole.MONITOR_ALL, hash);
        MembershipRow cus = member(account, "cus", "Cus Custom", SystemRole.CUSTOM_LEVEL, hash);
        MembershipRow all = member(account, "all", "Al Allservers", SystemRole.CUSTOM_LEVEL, hash);

        ServerRow everything = proxied(account, "Everything", "everything", null);
        proxied(account, "Notes", "notes", null);
        proxied(account, "Vault", "vault", RevocationMode.IMMEDIATE);
        String direct = "http://localhost:" + properties.samplePort() + "/direct/mcp";
        save(ServerRow.create(account.id(), "Direct", "direct", null, direct, clock.instant()));

        grants.put(new ServerGrantRow(cus.id(), everything.id(), Scopes.ALL), account.id(), olga.id());
        grants.putAllServers(all.id(), account.id(), olga.id());
    }

    private MembershipRow member(AccountRow account, String local, String name, SystemRole role, String passwordHash) {
        UUID roleId = roles.findByAccountIdAndSystemKey(account.id(), role)
                .orElseThrow()
                .id();
        return memberships.save(MembershipRow.create(
                UUID.randomUUID(),
                account.id(),
                person(local, name, passwordHash).id(),
                roleId,
                clock.instant()));
    }

    private PersonRow person(String local, String name, String passwordHash) {
        return people.save(
                PersonRow.create(UUID.randomUUID(), local + "@demo.example", name, passwordHash, clock.instant()));
    }

    private ServerRow proxied(
            AccountRow account, String name, String slug, @org.jspecify.annotations.Nullable RevocationMode mode) {
        ServerRow row = ServerRow.create(
                account.id(),
                name,
                slug,
                "http://localhost:" + properties.samplePort() + "/" + slug + "/mcp",
                settings.gatewayUrl() + "/mcp/" + slug,
                clock.instant());
        return save(row.change().revocationMode(mode).build());
    }

    private ServerRow save(ServerRow row) {
        ServerRow saved = servers.save(row);
        feed.append(ChangeType.SERVER, saved.id().toString(), "CREATED");
        return saved;
    }
}
