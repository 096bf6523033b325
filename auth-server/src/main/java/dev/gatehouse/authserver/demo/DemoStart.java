package dev.gatehouse.authserver.demo;

import dev.gatehouse.authserver.apitoken.ApiTokenPrefix;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.settings.GatehouseProperties;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.apitoken.ApiTokenRepository;
import dev.gatehouse.db.apitoken.ApiTokenRow;
import dev.gatehouse.db.server.IntrospectionCredentialRepository;
import dev.gatehouse.db.server.IntrospectionCredentialRow;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What the demo does on each start: makes the demo account if there is none, follows the ports that were chosen this time,
 * and writes the credentials that people and tests use, each for this start.
 */
@Component
@Profile("demo")
final class DemoStart implements ApplicationRunner {

    private static final String TOKEN_NAME = "demo";

    private final AccountRepository accounts;
    private final PersonRepository people;
    private final MembershipRepository memberships;
    private final ServerRepository servers;
    private final IntrospectionCredentialRepository credentials;
    private final ApiTokenRepository apiTokens;
    private final DemoAccount account;
    private final Transactions transactions;
    private final JdbcClient jdbc;
    private final Secrets secrets;
    private final Settings settings;
    private final GatehouseProperties properties;
    private final Clock clock;

    DemoStart(
            AccountRepository accounts,
            PersonRepository people,
            MembershipRepository memberships,
            ServerRepository servers,
            IntrospectionCredentialRepository credentials,
            ApiTokenRepository apiTokens,
            DemoAccount account,
            Transactions transactions,
            JdbcClient jdbc,
            Secrets secrets,
            Settings settings,
            GatehouseProperties properties,
            Clock clock) {
        this.accounts = accounts;
        this.people = people;
        this.memberships = memberships;
        this.servers = servers;
        this.credentials = credentials;
        this.apiTokens = apiTokens;
        this.account = account;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.secrets = secrets;
        this.settings = settings;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public void run(ApplicationArguments args) throws IOException {
        transactions.run(() -> {
            if (accounts.count() == 0) {
                account.create();
            } else {
                followPorts();
            }
        });
        write("admin-token", adminToken());
        write("everything-introspection.json", credential("everything"));
        write("direct-introspection.json", credential("direct"));
    }

    /** The ports are part of the demo servers' addresses, and may be others than on the last start. */
    void followPorts() {
        for (String slug : new String[] {"everything", "notes", "vault"}) {
            follow(
                    slug,
                    settings.gatewayUrl() + "/mcp/" + slug,
                    "http://localhost:" + properties.samplePort() + "/" + slug + "/mcp");
        }
        follow("direct", "http://localhost:" + properties.samplePort() + "/direct/mcp", null);
        followBundles();
    }

    private void followBundles() {
        jdbc.sql("update bundle_server set resource = cast(:mcp as varchar(1000))"
                        + " || (select b.slug from bundle b where b.id = bundle_server.bundle_id) || '/'"
                        + " || (select s.slug from mcp_server s where s.id = bundle_server.server_id)")
                .param("mcp", settings.gatewayUrl() + "/mcp/")
                .update();
    }

    private void follow(String slug, String resource, @org.jspecify.annotations.Nullable String upstreamUrl) {
        jdbc.sql("update mcp_server set resource = :resource, upstream_url = coalesce(:upstream, upstream_url)"
                        + " where slug = :slug and deleted_at is null")
                .param("resource", resource)
                .param("upstream", upstreamUrl, java.sql.Types.VARCHAR)
                .param("slug", slug)
                .update();
    }

    private String adminToken() {
        String token = secrets.generate(ApiTokenPrefix.ADMIN);
        Instant now = clock.instant();
        PersonRow ada = people.findByEmail("ada@demo.example").orElseThrow();
        // ada may have come into other accounts since
        UUID accountId = memberships.findByUserId(ada.id()).stream()
                .min(Comparator.comparing(MembershipRow::createdAt))
                .orElseThrow()
                .accountId();
        transactions.run(() -> {
            apiTokens.revokeByName(accountId, TOKEN_NAME);
            apiTokens.insert(
                    new ApiTokenRow(
                            UUID.randomUUID(),
                            accountId,
                            ada.id(),
                            null,
                            TOKEN_NAME,
                            now,
                            now.plus(Duration.ofDays(90))),
                    Secrets.digest(token));
        });
        return token;
    }

    private String credential(String slug) {
        ServerRow server = servers.findBySlug(slug).orElseThrow();
        String clientId = "demo-" + slug;
        String secret = secrets.generate("rss_");
        transactions.run(() -> {
            credentials.findByClientId(clientId).ifPresent(old -> credentials.deleteById(old.id()));
            credentials.save(new IntrospectionCredentialRow(
                    UUID.randomUUID(),
                    server.accountId(),
                    server.id(),
                    clientId,
                    Secrets.digest(secret),
                    clock.instant()));
        });
        return "{\"client_id\":\"" + clientId + "\",\"client_secret\":\"" + secret + "\"}";
    }

    /** Writes one line that only the owner of the files may read, all of it or nothing. */
    private void write(String name, String line) throws IOException {
        Files.createDirectories(settings.dataDir());
        Path temporary = Files.createTempFile(
                settings.dataDir(),
                name,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, line + "\n");
        Files.move(
                temporary,
                settings.dataDir().resolve(name),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }
}
