package dev.gatehouse.authserver.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.policy.account.MembershipStatus;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

/** Plays one scenario against the running program; README.md beside the scenarios says what a line can be. */
final class ScenarioRun {

    private final ApplicationContext program;
    private final TestServer server;
    private final String clientId;
    private final ScenarioAccount account;
    private final Names names = new Names();
    private final Map<Pattern, Consumer<Matcher>> sentences = new LinkedHashMap<>();
    private final Map<String, TestBrowser> browsers = new HashMap<>();
    private final Map<String, Connection> connections = new HashMap<>();
    private final Map<String, String> connectedTo = new HashMap<>();
    private final Map<String, String[]> credentials = new HashMap<>();

    private @Nullable ScenarioAccount other;
    private @Nullable Answer last;
    private String lastOfClient = "";
    private List<String> rememberedGrants = List.of();
    private int auditBefore;

    ScenarioRun(ApplicationContext program, TestServer server, String clientId) {
        this.program = program;
        this.server = server;
        this.clientId = clientId;
        this.account = ScenarioAccount.populated(program);
        names.put("mark", account.mark);
        names.put("account", account.id);
        account.people().forEach(names::put);
        Arrays.stream(dev.gatehouse.policy.account.SystemRole.values())
                .map(dev.gatehouse.policy.account.SystemRole::displayName)
                .forEach(role -> names.put(role.replace(' ', '_'), account.role(role)));
        arrangements();
        acts();
        looks();
        new People(this, program, server);
    }

    void play(Scenario scenario) {
        for (Scenario.Line line : scenario.steps()) {
            try {
                play(line.text());
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        scenario.chapter() + ":" + line.number() + ": " + line.text() + "\n" + e.getMessage()
                                + "\nlast answer: " + last + "\nlast of a client: " + lastOfClient,
                        e);
            }
        }
    }

    void play(String line) {
        for (Map.Entry<Pattern, Consumer<Matcher>> sentence : sentences.entrySet()) {
            Matcher matcher = sentence.getKey().matcher(line);
            if (matcher.matches()) {
                sentence.getValue().accept(matcher);
                return;
            }
        }
        throw new AssertionError("no such sentence");
    }

    void sentence(String pattern, Consumer<Matcher> meaning) {
        sentences.put(Pattern.compile(pattern), meaning);
    }

    private void arrangements() {
        sentence("servers (.+)", m -> each(m.group(1), this::newServer));
        sentence("(\\w+) is (?:a |an )?([A-Z][a-z]+(?: [a-z]+)?)(?:, (INVITED|DISABLED|DISMISSED))?", m -> {
            MembershipStatus status =
                    m.group(3) == null ? MembershipStatus.ACTIVE : MembershipStatus.valueOf(m.group(3));
            account.person(m.group(1), m.group(2), status);
            names.put(m.group(1), account.userId(m.group(1)));
        });
        sentence("(\\w+) holds (?:just )?([A-Z_]+(?:, [A-Z_]+)*)", m -> {
            account.holder(m.group(1), ScenarioAccount.capabilities(m.group(2)));
            names.put(m.group(1), account.userId(m.group(1)));
        });
        sentence("another account with (\\w+), a server (\\w+)", m -> anotherAccount(m.group(1), m.group(2)));
        sentence("team (\\w+) with (.+)", m -> newTeam(m.group(1), m.group(2)));
        sentence("bundle (\\w+) for ([\\w, ]+) with ([\\w, ]+)", m -> newBundle(m.group(1), m.group(2), m.group(3)));
        sentence("provider (\\w+)", m -> {
            call(
                    "ada",
                    "POST",
                    "/identity-providers",
                    "{name: Acme, issuer: 'https://idp.example/realms/acme', audience:"
                            + " 'https://gw.example/mcp/x', validation: JWKS, jwksUri: 'https://idp.example/jwks',"
                            + " requiredScopes: [mcp]}");
            expect("201");
            names.put(m.group(1), answer().at("id").asString());
        });
    }

    private void acts() {
        sentence(
                "(\\w+)( there)? (GET|POST|PUT|PATCH|DELETE) (/\\S*)(?: (\\{.*\\}))? -> (\\d{3}(?: \\w+)?)",
                m -> {
                    ScenarioAccount of = m.group(2) == null ? of(m.group(1)) : other();
                    call(of, m.group(1), m.group(3), m.group(4), m.group(5));
                    expect(m.group(6));
                });
        sentence(
                "(\\w+) connects to (\\w+)(?: through (\\w+))?(?: as (\\w+))?(?: asking ([a-z: ]+))? -> ([\\w ]+)",
                m -> {
                    assertThat(connect(m)).isEqualTo(m.group(6));
                });
        sentence("(\\w+) refreshes -> (\\w+)", m -> {
            Connection connection = connection(m.group(1));
            auditBefore = account.auditRows();
            String outcome = connection.refresh();
            lastOfClient = connection.toString();
            assertThat(outcome).isEqualTo(m.group(2));
        });
        sentence(
                "(\\w+) revokes",
                m -> assertThat(connection(m.group(1)).revoke()).isEqualTo(200));
        sentence("(\\d+) times (.+)", m -> {
            for (int n = 1; n <= Integer.parseInt(m.group(1)); n++) {
                names.put("n", n);
                play(m.group(2));
            }
        });
        sentence("remember the grants", m -> rememberedGrants = account.grants());
    }

    private void looks() {
        sentence(
                "shows (\\S+) = (.+)",
                m -> assertThat(answer().at(names.fill(m.group(1))))
                        .as(m.group(1))
                        .isEqualTo(names.value(m.group(2))));
        sentence("keeps (\\w+) = (\\S+)", m -> names.put(m.group(1), text(answer().at(names.fill(m.group(2))))));
        sentence(
                "lists (\\w+): (.+)",
                m -> assertThat(answer().items(m.group(1)))
                        .containsExactlyInAnyOrderElementsOf(listed(m.group(1), m.group(2))));
        sentence("holds (\\S.*)", m -> assertThat(answer().response().body()).contains(names.fill(m.group(1))));
        sentence("lacks (\\S.*)", m -> assertThat(answer().response().body()).doesNotContain(names.fill(m.group(1))));
        sentence(
                "(\\w+) (?:has|gets) scope ([a-z: ]+)",
                m -> assertThat(connection(m.group(1)).scope()).isEqualTo(m.group(2)));
        sentence(
                "(\\w+) introspects as (active|inactive)",
                m -> assertThat(introspect(m.group(1))).isEqualTo(m.group(2).equals("active")));
        sentence("(\\w+) lives for (\\d+) seconds", m -> {
            Map<String, Object> claims = connection(m.group(1)).claims();
            assertThat((long) claims.get("exp") - (long) claims.get("iat")).isEqualTo(Long.parseLong(m.group(2)));
        });
        sentence("(\\w+) is alive", m -> assertThat(fate(m.group(1))).isEqualTo("alive"));
        sentence("(\\w+) ended by (\\w+)", m -> assertThat(fate(m.group(1))).isEqualTo(m.group(2)));
        sentence(
                "gateways hear of (\\w+): (\\w+)",
                m -> assertThat(heard(m.group(1))).containsExactly(m.group(2)));
        sentence(
                "gateways hear nothing of (\\w+)",
                m -> assertThat(heard(m.group(1))).isEmpty());
        sentence(
                "audited: (.+)",
                m -> assertThat(account.audit(auditBefore))
                        .containsExactlyInAnyOrderElementsOf(
                                m.group(1).equals("nothing") ? List.of() : split(m.group(1))));
        sentence(
                "the grants are as remembered",
                m -> assertThat(account.grants()).isEqualTo(rememberedGrants));
        sentence("grant rows: (\\d+)", m -> assertThat(account.grants()).hasSize(Integer.parseInt(m.group(1))));
    }

    private void newServer(String name) {
        call(
                "ada",
                "POST",
                "/servers",
                "{name: " + name + ", slug: " + name + "-$mark, upstreamUrl: 'http://localhost:8090/" + name + "'}");
        expect("201");
        names.put(name, answer().at("id").asString());
    }

    private void newTeam(String name, String members) {
        call("ada", "POST", "/teams", "{name: " + name + "}");
        expect("201");
        names.put(name, answer().at("id").asString());
        if (!members.equals("nobody")) {
            call("ada", "POST", "/teams/$" + name + "/members", "{userIds: [" + dollars(members) + "]}");
            expect("200");
        }
    }

    private void newBundle(String name, String teams, String servers) {
        String ofTeams = teams.equals("no team") ? "" : dollars(teams);
        call("ada", "POST", "/bundles", "{name: " + name + ", slug: " + name + "-$mark, teamIds: [" + ofTeams + "]}");
        expect("201");
        names.put(name, answer().at("id").asString());
        if (!servers.equals("nothing")) {
            each(servers, carried -> {
                call("ada", "POST", "/bundles/$" + name + "/servers", "{serverId: $" + carried + "}");
                expect("201");
            });
        }
    }

    private void anotherAccount(String owner, String serverName) {
        other = new ScenarioAccount(program);
        other.person(owner, "Owner", MembershipStatus.ACTIVE);
        names.put(owner, other.userId(owner));
        call(
                owner,
                "POST",
                "/servers",
                "{name: " + serverName + ", slug: " + serverName + "-" + other.mark
                        + ", upstreamUrl: 'http://localhost:8090/x'}");
        expect("201");
        names.put(serverName, answer().at("id").asString());
    }

    void call(String who, String method, String path, @Nullable String body) {
        call(of(who), who, method, path, body);
    }

    private void call(ScenarioAccount of, String who, String method, String path, @Nullable String body) {
        HttpRequest.Builder request = server.request("/api/v1" + names.fill(path))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(
                                        names.value(body).toString()));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (!who.equals("anonymous")) {
            request.header("Authorization", "Bearer " + of.adminToken(who));
        }
        auditBefore = account.auditRows();
        last = new Answer(server.send(request));
    }

    void expect(String outcome) {
        assertThat(answer().outcome()).as(answer().toString()).isEqualTo(outcome);
    }

    private String connect(Matcher m) {
        String person = m.group(1);
        String through = m.group(3) == null ? "" : m.group(3) + "-" + account.mark + "/";
        String slug = m.group(2) + "-" + (m.group(2).equals("theirs") ? otherMark() : account.mark);
        Connection connection = new Connection(server, clientId);
        auditBefore = account.auditRows();
        String outcome = connection.connect(
                browser(person), of(person).email(person), TestServer.GATEWAY + "/mcp/" + through + slug, m.group(5));
        lastOfClient = connection.toString();
        if (m.group(4) != null) {
            connections.put(m.group(4), connection);
            connectedTo.put(m.group(4), m.group(2));
        }
        return outcome;
    }

    private String otherMark() {
        return other == null ? "" : other.mark;
    }

    ScenarioAccount of(String person) {
        return other != null && other.knows(person) && !account.knows(person) ? other : account;
    }

    ScenarioAccount other() {
        return java.util.Objects.requireNonNull(other, "there is no other account");
    }

    UUID userId(String person) {
        return of(person).userId(person);
    }

    /** A person whom the program made has joined the account. */
    void joined(String person) {
        names.put(person, account.joined(person));
    }

    TestBrowser browser(String person) {
        return browsers.computeIfAbsent(person, p -> server.browser());
    }

    Names names() {
        return names;
    }

    Connection connection(String name) {
        Connection connection = connections.get(name);
        if (connection == null) {
            throw new AssertionError("no connection is called " + name);
        }
        return connection;
    }

    /** By the server itself, with credentials of its own. */
    private boolean introspect(String name) {
        String[] credential = credentials.computeIfAbsent(String.valueOf(connectedTo.get(name)), serverName -> {
            Answer before = last;
            int audited = auditBefore;
            call("ada", "POST", "/servers/$" + serverName + "/introspection-credentials", null);
            expect("201");
            String[] fresh = {
                answer().at("clientId").asString(), answer().at("clientSecret").asString()
            };
            last = before;
            auditBefore = audited;
            return fresh;
        });
        JsonNode told = TestServer.json(server.post(
                "/oauth2/introspect",
                Map.of(
                        "token",
                        connection(name).accessToken(),
                        "client_id",
                        credential[0],
                        "client_secret",
                        credential[1])));
        return told.path("active").booleanValue();
    }

    private String fate(String name) {
        return account.jdbc()
                .sql("select coalesce(revoked_reason, 'alive') from oauth_authorization where id = :id")
                .param("id", connection(name).authorization())
                .query(String.class)
                .single();
    }

    private List<String> heard(String name) {
        return account.jdbc()
                .sql("select reason from change_entry where subject = :subject and type = 'AUTHORIZATION' order by seq")
                .param("subject", connection(name).authorization().toString())
                .query(String.class)
                .list();
    }

    Answer answer() {
        if (last == null) {
            throw new AssertionError("nothing was asked yet");
        }
        return last;
    }

    private List<String> listed(String member, String wanted) {
        if (wanted.equals("nothing") || wanted.equals("nobody")) {
            return List.of();
        }
        boolean ids = member.equals("id") || member.endsWith("Id");
        return split(wanted).stream()
                .map(name -> ids ? names.get(name) : names.fill(name))
                .toList();
    }

    private static String text(JsonNode node) {
        return node.isString() ? node.asString() : node.toString();
    }

    private static String dollars(String list) {
        return String.join(", ", split(list).stream().map(name -> "$" + name).toList());
    }

    private static List<String> split(String list) {
        return new ArrayList<>(Arrays.stream(list.split(",")).map(String::strip).toList());
    }

    static void each(String list, Consumer<String> work) {
        split(list).forEach(work);
    }
}
