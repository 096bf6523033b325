package dev.gatehouse.authserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, and what comes of answers: against a small server that says what it is told to. */
class ConnectionTests {

    private static final String TOKEN = "gha_a-token-of-the-tests";

    @TempDir
    Path directory;

    private HttpServer server;
    private final List<String> requests = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>();
    private int status = 200;
    private String type = "application/json;charset=UTF-8";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String address = exchange.getRequestURI().toString();
        requests.add((exchange.getRequestMethod() + " " + address + " " + body).strip());
        assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer " + TOKEN);
        byte[] answer = answers.getOrDefault(address, "{}").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Location", url() + "/elsewhere");
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private CliRun run(String... words) {
        return run(Map.of("GATEHOUSE_ADMIN_TOKEN", TOKEN, "GATEHOUSE_ISSUER", url()), "", words);
    }

    private CliRun run(Map<String, String> environment, String input, String... words) {
        CliRun run = CliRun.of(environment, input, words);
        assertThat(run.out() + run.err()).doesNotContain(TOKEN);
        return run;
    }

    @Test
    void allThenEveryPageIsFollowedAndTheyAreOne() {
        answers.put(
                "/api/v1/access-report?basis=TEAM&limit=200",
                "{\"items\":[1,2],\"next\":\"a=\",\"externalServers\":1}");
        answers.put(
                "/api/v1/access-report?basis=TEAM&limit=200&cursor=a%3D",
                "{\"items\":[],\"next\":\"b\",\"externalServers\":1}");
        answers.put(
                "/api/v1/access-report?basis=TEAM&limit=200&cursor=b",
                "{\"items\":[3],\"next\":null,\"externalServers\":1}");
        assertThat(run("grant", "report", "--all", "--basis", "TEAM").out().strip())
                .isEqualTo("{\"items\":[1,2,3],\"next\":null,\"externalServers\":1}");
    }

    @Test
    void answerThenIsPrintedAsItCame() {
        answers.put("/api/v1/servers?limit=2&cursor=x%20y", "{ \"items\": [],\n  \"next\":null }");
        CliRun run = run("server", "list", "--limit", "2", "--cursor=x y");
        assertThat(run.out()).isEqualTo("{ \"items\": [],\n  \"next\":null }" + System.lineSeparator());
        assertThat(run.status()).isZero();
    }

    @Test
    void optionsThenAreMembersOfTheirTypes() {
        run("server", "create", "--name", "N", "--slug=n", "--enabled", "false", "--feature-policy", "{\"tools\":{}}");
        run("account", "update", "--team-grants", "true", "--default-team", "8c4e2f60-7a1b-4d3c-9e5f-1b2a3c4d5e71");
        run("role", "update", "8c4e2f60-7a1b-4d3c-9e5f-1b2a3c4d5e71", "--unset", "icon", "--if-match", "7");
        run("token", "create", "--name=-- x", "--expires-in-days", "3");
        run("invitation", "create", "--emails", "a@x.example, b@x.example", "--emails", "c@x.example");
        run("grant", "set", "8c4e2f60-7a1b-4d3c-9e5f-1b2a3c4d5e71", "--servers", "");
        run("client", "deny", "--", "8c4e2f60-7a1b-4d3c-9e5f-1b2a3c4d5e71");
        assertThat(requests)
                .containsExactly(
                        "POST /api/v1/servers {\"name\":\"N\",\"slug\":\"n\",\"enabled\":false,\"featurePolicy\":{\"tools\":{}}}",
                        "PATCH /api/v1/account {\"reachPolicy\":{\"teamGrants\":true},"
                                + "\"defaultTeamId\":\"8c4e2f60-7a1b-4d3c-9e5f-1b2a3c4d5e71\"}",
                        "PATCH /api/v1/roles/8c4e2f60-7a1b-4d3c-9e5f-1b2a3c4d5e71 {\"icon\":null}",
                        "POST /api/v1/api-tokens {\"name\":\"-- x\",\"expiresInDays\":3}",
                        "POST /api/v1/invitations {\"emails\":[\"a@x.example\",\"b@x.example\",\"c@x.example\"]}",
                        "PUT /api/v1/users/8c4e2f60-7a1b-4d3c-9e5f-1b2a3c4d5e71/mcp-access"
                                + " {\"mode\":\"SELECTED\",\"servers\":[]}",
                        "PATCH /api/v1/clients/8c4e2f60-7a1b-4d3c-9e5f-1b2a3c4d5e71 {\"disabled\":true}");
    }

    @Test
    void nameThatTwoHaveThenRefusedAndNothingIsSent() {
        answers.put(
                "/api/v1/clients?limit=200",
                "{\"items\":[{\"id\":\"a\",\"name\":\"App\"},{\"id\":\"b\",\"name\":\"app\"}],\"next\":\"n\"}");
        answers.put(
                "/api/v1/clients?limit=200&cursor=n", "{\"items\":[{\"id\":\"c\",\"name\":\"Other\"}],\"next\":null}");
        CliRun two = run("client", "deny", "APP");
        assertThat(two.status()).isEqualTo(2);
        assertThat(two.err()).contains("more than one client").contains("a or b");
        CliRun none = run("client", "deny", "nobody");
        assertThat(none.status()).isEqualTo(1);
        assertThat(requests).noneMatch(request -> request.startsWith("PATCH"));

        run("client", "deny", "other");
        assertThat(requests).endsWith("PATCH /api/v1/clients/c {\"disabled\":true}");
    }

    @Test
    void deletionAtATerminalThenAsksUnlessYes() {
        Map<String, String> terminal =
                Map.of("GATEHOUSE_ADMIN_TOKEN", TOKEN, "GATEHOUSE_ISSUER", url(), "GATEHOUSE_TERMINAL", "1");
        String id = "8c4e2f60-7a1b-4d3c-9e5f-1b2a3c4d5e71";
        for (String answer : List.of("", "n\n", "\n", "yess\n")) {
            CliRun run = run(terminal, answer, "server", "delete", id);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("go on? [y/N]", "nothing was done");
        }
        assertThat(requests).isEmpty();
        assertThat(run(terminal, "y\n", "server", "delete", id).status()).isZero();
        assertThat(run(terminal, "", "server", "delete", id, "--yes").status()).isZero();
        assertThat(run("server", "delete", id).status()).isZero();
        assertThat(requests).hasSize(3);
    }

    @Test
    void passwordsThenAreReadFromTheInputAndNeverAnOption() {
        Map<String, String> environment = Map.of("GATEHOUSE_ADMIN_TOKEN", TOKEN, "GATEHOUSE_ISSUER", url());
        run(environment, "old one\nnew one\n", "me", "password");
        assertThat(requests)
                .containsExactly(
                        "PUT /api/v1/me/password {\"currentPassword\":\"old one\",\"newPassword\":\"new one\"}");
        assertThat(run(environment, "old one\n", "me", "password").status()).isEqualTo(2);
        assertThat(run("me", "password", "--new-password", "x").status()).isEqualTo(2);
        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"400,1", "403,1", "409,1", "429,1", "401,4", "500,3", "503,3", "302,3"})
    void answerThatIsNoSuccessThenHasItsExitStatus(int answered, int exit) {
        status = answered;
        answers.put("/api/v1/account", "{\"reason\":\"SOME_REASON\",\"detail\":\"some detail\"}");
        CliRun run = run("account", "get");
        assertThat(run.status()).isEqualTo(exit);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().strip()).isEqualTo("gatehouse: " + answered + " SOME_REASON: some detail");
        assertThat(run("account", "get", "--verbose").err()).contains("{\"reason\":\"SOME_REASON\"");
        assertThat(requests).allMatch("GET /api/v1/account"::equals);
    }

    @Test
    void answerOfSomebodyElseThenSaysSo() {
        status = 502;
        answers.put("/api/v1/account", "<html>");
        assertThat(run("account", "get").err().strip()).isEqualTo("gatehouse: " + url() + " answers 502");
        status = 200;
        answers.put("/api/v1/servers?limit=200", "<html>");
        assertThat(run("server", "list", "--all").status()).isEqualTo(3);
        answers.put("/api/v1/servers?limit=200", "[]");
        assertThat(run("server", "get", "notes").status()).isEqualTo(3);
        server.stop(0);
        CliRun gone = run("account", "get");
        assertThat(gone.status()).isEqualTo(3);
        assertThat(gone.err()).contains("cannot be reached");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server",
                "nothing list",
                "server nothing",
                "server get",
                "server get a b",
                "server create --name x",
                "server create --name x --name y --slug z",
                "server create --name x --slug z --enabled yes",
                "server create --name x --slug z --feature-policy {",
                "server create --name x --slug z --feature-policy @nowhere",
                "server create --name x --slug",
                "server create --name --slug z",
                "server list --colour red",
                "server list --all --limit 3",
                "server get notes --all",
                "server get notes --if-match 1",
                "server update notes",
                "server update notes --unset colour",
                "server delete notes --if-match x",
                "server delete notes --yes=1",
                "token create --name x --expires-in-days soon",
                "grant add notes",
                "server list --url ftp://x",
                "server list --url nothing",
                "server list --url http://user@localhost",
                "server list --url http://localhost:29000#",
                "server list --url http://localhost:29000/#x",
                "server list --url http://localhost:29000?",
                "server list --url http://localhost:29000?x=/",
                "server list --url http://localhost:29000/api",
                "server list --url http://localhost:99999",
                "server list --url http://auth.example.com"
            })
    void commandThatIsWrongThenNothingIsSent(String line) {
        CliRun run = run(line.split(" "));
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).startsWith("gatehouse: ").hasLineCount(1);
        assertThat(requests).isEmpty();
    }

    @Test
    void tokenThenIsTakenFromTheEnvironmentAFileOrTheDataDirectory() throws IOException {
        Path file = directory.resolve("admin-token");
        Files.writeString(file, TOKEN + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        for (Map<String, String> environment : List.of(
                Map.of("GATEHOUSE_DATA_DIR", directory.toString()),
                Map.of("GATEHOUSE_ADMIN_TOKEN_FILE", file.toString()),
                Map.of("GATEHOUSE_ADMIN_TOKEN", TOKEN, "GATEHOUSE_DATA_DIR", "/nonexistent"))) {
            CliRun run = run(environment, "", "account", "get", "--url", url());
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.err()).isEmpty();
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        CliRun open = run(Map.of("GATEHOUSE_DATA_DIR", directory.toString()), "", "account", "get", "--url", url());
        assertThat(open.status()).isZero();
        assertThat(open.err()).contains("others can read");
    }

    @Test
    void tokenThatIsMissingOrNoneThenIsNotSentAndNotShown() {
        requests.clear();
        Map<String, String> none = Map.of("GATEHOUSE_DATA_DIR", directory.toString(), "GATEHOUSE_ISSUER", url());
        assertThat(run(none, "", "account", "get").status()).isEqualTo(4);
        Map<String, String> broken =
                Map.of("GATEHOUSE_ADMIN_TOKEN", "two words\r\nX-Header: 1", "GATEHOUSE_ISSUER", url());
        CliRun run = run(broken, "", "account", "get");
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).doesNotContain("two words");
        assertThat(requests).isEmpty();
    }

    @Test
    void helpThenNeedsNoTokenAndNoServer() {
        CommandTable table = CommandTable.read();
        for (CommandTable.Noun noun : table.nouns()) {
            CliRun all = run(Map.of(), "", noun.name(), "--help");
            assertThat(all.status()).isZero();
            for (Verb verb : noun.verbs().values()) {
                assertThat(all.out()).contains(verb.help());
                CliRun one = run(Map.of(), "", noun.name(), verb.name(), "-h");
                assertThat(one.status()).isZero();
                assertThat(one.out()).contains(verb.help(), "Example: ./gatehouse " + verb, "Exit status");
            }
        }
    }

    @Test
    void successOfAnotherTypeThenNothingIsPrinted() {
        for (String other : List.of("text/html", "application/json-seq", "text/plain;x=application/json")) {
            type = other;
            CliRun run = run("account", "get");
            assertThat(run.status()).as(other).isEqualTo(3);
            assertThat(run.out()).isEmpty();
            assertThat(run("grant", "export").status()).isEqualTo(3);
        }
        type = "Application/JSON";
        assertThat(run("account", "get").status()).isZero();
        type = "text/csv;charset=UTF-8;header=present";
        answers.put("/api/v1/access-report", "a,b\r\n\u001b[2Jx,\u009by\r\n");
        assertThat(run("grant", "export").out()).isEqualTo("a,b\r\n?[2Jx,?y\r\n");
    }

    @Test
    void answerThatIsNoJsonOrControlsTheTerminalThenNotPrintedAsItIs() {
        for (String answer : List.of("\u001b[2J", "{\"a\":\"\u001b[2J\"}", "{} {}", "{", "{}\u0007")) {
            answers.put("/api/v1/account", answer);
            CliRun run = run("account", "get");
            assertThat(run.status()).as(answer).isEqualTo(3);
            assertThat(run.out()).isEmpty();
        }
        answers.put("/api/v1/account", "{\"a\":\"\u009b2J\u007f\u00e9\"}");
        assertThat(run("account", "get").out().strip()).isEqualTo("{\"a\":\"\\u009b2J\\u007f\u00e9\"}");
        answers.put("/api/v1/servers?limit=200", "{\"items\":[\"\u009b2J\"],\"next\":null}");
        assertThat(run("server", "list", "--all").out()).contains("\\u009b2J").doesNotContain("\u009b");
    }

    @Test
    void textOfOthersThenControlsNoTerminal() {
        status = 409;
        answers.put("/api/v1/account", "{\"reason\":\"R\\u001b]0;x\\u0007\",\"detail\":\"d\\r\\n\\u009b2J\\u202e\"}");
        CliRun run = run("account", "get", "--verbose");
        assertThat(run.err()).startsWith("gatehouse: 409 R?]0;x?: d???2J?" + System.lineSeparator());
        assertThat(run.err()).contains("{\"reason\":\"R\\u001b]0;x");
        answers.put("/api/v1/account", "<html>\n\u001b[2J\u202e");
        assertThat(run("account", "get", "--verbose").err())
                .endsWith("<html>\n?[2J?" + System.lineSeparator())
                .contains("answers 409");
        assertThat(run("server", "list", "--url", "http://\u001b[2J").err()).contains("no address: http://?[2J");
        assertThat(run("\u001b[2J").err()).doesNotContain("\u001b");
        assertThat(run("server", "list", "--x\u001b[2J", "y").err()).contains("unknown option: --x?[2J");
    }

    @Test
    void nameUnderLocalhostThenThisMachineOnlyWhereItLeadsThere() throws IOException {
        InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 5});
        InetAddress there = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
        assertThat(Access.loopback("a.localhost", name -> new InetAddress[] {here}))
                .isTrue();
        assertThat(Access.loopback("A.LOCALHOST", name -> new InetAddress[] {there}))
                .isFalse();
        assertThat(Access.loopback("a.localhost", name -> new InetAddress[] {here, there}))
                .isFalse();
        assertThat(Access.loopback("a.localhost", name -> {
                    throw new java.net.UnknownHostException(name);
                }))
                .isFalse();
        assertThat(Access.loopback("localhost", name -> new InetAddress[] {there}))
                .isTrue();
    }

    @Test
    void invitationByItsAddressThenTheOneThatIsOpen() {
        answers.put(
                "/api/v1/invitations?limit=200",
                "{\"items\":[{\"id\":\"a\",\"email\":\"x@x.example\",\"status\":\"WITHDRAWN\"},"
                        + "{\"id\":\"b\",\"email\":\"x@x.example\",\"status\":\"EXPIRED\"},"
                        + "{\"id\":\"c\",\"email\":\"x@x.example\",\"status\":\"ACCEPTED\"},"
                        + "{\"id\":\"d\",\"email\":\"y@x.example\",\"status\":\"ACCEPTED\"}],\"next\":null}");
        assertThat(run("invitation", "resend", "X@x.example").status()).isZero();
        assertThat(requests).endsWith("POST /api/v1/invitations/b/resend");
        assertThat(run("invitation", "get", "y@x.example").status()).isZero();
        assertThat(requests).endsWith("GET /api/v1/invitations/d");
    }
}
