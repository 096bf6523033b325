package dev.gatehouse.authserver.testing;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.apitoken.ApiTokenRepository;
import dev.gatehouse.db.apitoken.ApiTokenRow;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.grant.ServerGrantRow;
import dev.gatehouse.db.server.IntrospectionCredentialRepository;
import dev.gatehouse.db.server.IntrospectionCredentialRow;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.server.ServerRowChange;
import dev.gatehouse.policy.scope.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Lazy;
import tools.jackson.databind.JsonNode;

/** The demo account of the program under test: its people, and servers, grants and tokens that a test adds in rows. */
@Lazy
public final class TestDemo {

    /** The secret of every credential that a test adds. */
    public static final String SECRET = "a-secret-of-the-tests-0123456789-0123456789";

    private final ApplicationContext program;
    private final TestServer http;

    TestDemo(ApplicationContext program, TestServer http) {
        this.program = program;
        this.http = http;
    }

    /** The membership of {@code name@demo.example}. */
    public MembershipRow member(String name) {
        UUID person = program.getBean(PersonRepository.class)
                .findByEmail(name + "@demo.example")
                .orElseThrow()
                .id();
        return program.getBean(MembershipRepository.class).findByUserId(person).get(0);
    }

    /** A server that no other test has. */
    public ServerRow newServer() {
        String slug = "s" + UUID.randomUUID();
        return servers()
                .save(ServerRow.create(
                        member("ada").accountId(),
                        "Everything & more",
                        slug,
                        "http://localhost:1/mcp",
                        TestServer.GATEWAY + "/mcp/" + slug,
                        Instant.now()));
    }

    /** The server as the change leaves it. */
    public ServerRow change(ServerRow server, UnaryOperator<ServerRowChange> change) {
        ServerRow now = servers().findById(server.id()).orElseThrow();
        return servers().save(change.apply(now.change()).build());
    }

    public void grant(MembershipRow to, ServerRow server, Scopes scopes) {
        program.getBean(GrantRepository.class)
                .put(new ServerGrantRow(to.id(), server.id(), scopes), to.accountId(), null);
    }

    /** An API token. */
    public record ApiToken(UUID id, String value) {}

    /** An API token of this person: for the server, or for the Admin API. */
    public ApiToken apiToken(MembershipRow of, @Nullable UUID serverId, Duration lifetime) {
        return apiToken(serverId == null ? "gha_" : "ghm_", of, serverId, lifetime);
    }

    /** The same, with a prefix that need not fit. */
    public ApiToken apiToken(String prefix, MembershipRow of, @Nullable UUID serverId, Duration lifetime) {
        String value = program.getBean(Secrets.class).generate(prefix);
        UUID id = UUID.randomUUID();
        Instant now = Instant.now();
        program.getBean(ApiTokenRepository.class)
                .insert(
                        new ApiTokenRow(
                                id, of.accountId(), of.userId(), serverId, "agent " + id, now, now.plus(lifetime)),
                        Secrets.digest(value));
        return new ApiToken(id, value);
    }

    /** The client id of a new introspection credential of the server. */
    public String credential(ServerRow of) {
        String clientId = "rs-" + UUID.randomUUID();
        program.getBean(IntrospectionCredentialRepository.class)
                .save(new IntrospectionCredentialRow(
                        UUID.randomUUID(), of.accountId(), of.id(), clientId, Secrets.digest(SECRET), Instant.now()));
        return clientId;
    }

    /** What the holder of this credential learns about a token. */
    public JsonNode introspect(String clientId, String token) {
        return TestServer.json(http.post(
                "/oauth2/introspect", Map.of("token", token, "client_id", clientId, "client_secret", SECRET)));
    }

    private ServerRepository servers() {
        return program.getBean(ServerRepository.class);
    }
}
