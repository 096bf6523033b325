package dev.gatehouse.authserver.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.grant.ReachChanges;
import dev.gatehouse.db.grant.ServerGrantRow;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.policy.scope.Scopes;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@AuthServerTest
class ConsentTests {

    private static final String CUS = "cus@demo.example";
    private static final Map<String, String> ALLOW = Map.of("decision", "allow");

    @Autowired
    TestServer server;

    @Autowired
    PersonRepository people;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    ServerRepository servers;

    @Autowired
    GrantRepository grants;

    @Autowired
    ReachChanges reachChanges;

    @Autowired
    JdbcClient jdbc;

    private String client;

    @BeforeEach
    void register() {
        client = server.register("http://127.0.0.1/callback");
    }

    @Test
    void consentNamesClientServerPersonAndWhereTheAnswerGoes() {
        HttpResponse<String> page = server.browser().authorize(TestRequest.of(client), CUS);

        assertThat(page.body())
                .contains("Test app", "Everything", TestServer.EVERYTHING, CUS, TestRequest.REDIRECT_URI)
                .contains(
                        "<p class=\"host\"><span class=\"label\">127.</span><span class=\"label\">0.</span>",
                        "Self-registered",
                        "That is this computer",
                        "after 30 days",
                        "after 180 days")
                .doesNotContain("read-only tools")
                .contains("name=\"decision\" value=\"allow\"", "name=\"decision\" value=\"deny\"", "name=\"_csrf\"");
        assertThat(page.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("frame-ancestors 'none'")
                .doesNotContain("form-action");
    }

    @Test
    void consentOfASelfRegisteredClientThenNeverCalledTrustedWhateverTheRulesSay() {
        rule("CLIENT", client, "TRUST");

        assertThat(server.browser().authorize(TestRequest.of(client), CUS).body())
                .contains("Self-registered")
                .doesNotContain("Trusted");
    }

    @Test
    void consentOfAClientThatTheAdminsTrustThenSaysSoAndStillWhoItIs() {
        String own = ownClient();
        rule("CLIENT", own, "TRUST");

        assertThat(server.browser().authorize(TestRequest.of(own), CUS).body())
                .contains("Trusted", "Demo", "Registered");
    }

    @Test
    void consentWhenTheAdminsWithdrewTheirTrustMeanwhileThenAsksAnew() {
        String own = ownClient();
        UUID rule = rule("CLIENT", own, "TRUST");
        TestBrowser browser = server.browser();
        HttpResponse<String> page = browser.authorize(TestRequest.of(own), CUS);
        jdbc.sql("delete from client_rule where id = :id").param("id", rule).update();

        assertThat(TestBrowser.location(browser.submit(page, ALLOW))).contains("/oauth2/consent?request=");
    }

    @Test
    void answerThatGoesToAnAppOnThisComputerThenWarns() {
        String redirectUri = "cursor://anysphere.cursor-mcp/oauth/callback";
        String cursor = server.register(redirectUri);

        assertThat(server.browser()
                        .authorize(TestRequest.of(cursor).with("redirect_uri", redirectUri), CUS)
                        .body())
                .contains("<span class=\"label\">cursor:</span>", "That is an app on this computer")
                .doesNotContain("That is this computer");
    }

    private UUID account() {
        return servers.findByResource(TestServer.EVERYTHING).orElseThrow().accountId();
    }

    private UUID rule(String kind, String subject, String verdict) {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into client_rule (id, account_id, kind, subject, verdict, created_at)"
                        + " values (:id, :account, :kind, :subject, :verdict, current_timestamp)")
                .param("id", id)
                .param("account", account())
                .param("kind", kind)
                .param("subject", subject)
                .param("verdict", verdict)
                .update();
        return id;
    }

    /** A client that an admin of the demo account has registered. */
    private String ownClient() {
        String own = server.registerAnother("http://127.0.0.1/callback");
        jdbc.sql("update registered_client set registered_by = 'ADMIN', account_id = :account where client_id = :id")
                .param("account", account())
                .param("id", own)
                .update();
        return own;
    }

    @Test
    void consentIsAskedEachTimeOfASelfRegisteredClient() {
        TestBrowser browser = server.browser();
        browser.allow(TestRequest.of(client), CUS);

        assertThat(browser.open(TestRequest.of(client).url()).body()).contains("value=\"allow\"");
    }

    @Test
    void clientNameWithMarkupThenItIsText() {
        String evil = TestServer.json(
                        server.postJson(
                                "/oauth2/register",
                                "{\"client_name\":\"<script>alert(1)</script>\",\"redirect_uris\":[\"http://127.0.0.1/callback\"]}"))
                .get("client_id")
                .stringValue();

        assertThat(server.browser().authorize(TestRequest.of(evil), CUS).body())
                .contains("&lt;script&gt;")
                .doesNotContain("<script>");
    }

    @Test
    void denyThenAccessDenied() {
        TestBrowser browser = server.browser();
        HttpResponse<String> answer =
                browser.submit(browser.authorize(TestRequest.of(client), CUS), Map.of("decision", "deny"));

        assertThat(TestServer.query(TestBrowser.location(answer)))
                .containsEntry("error", "access_denied")
                .containsEntry("iss", TestServer.ISSUER)
                .doesNotContainKey("code");
    }

    @Test
    void postWithoutCsrfTokenThenForbiddenAndTheRequestStillWaits() {
        TestBrowser browser = server.browser();
        HttpResponse<String> page = browser.authorize(TestRequest.of(client), CUS);
        String request = TestBrowser.hidden(page).get("request");

        HttpResponse<String> forged = browser.post("/oauth2/consent", Map.of("request", request, "decision", "allow"));
        assertThat(forged.statusCode()).isEqualTo(403);

        assertThat(TestServer.query(TestBrowser.location(browser.submit(page, ALLOW))))
                .containsKey("code");
    }

    @Test
    void sixSubmitsAtOnceThenOneCode() {
        TestBrowser browser = server.browser();
        HttpResponse<String> page = browser.authorize(TestRequest.of(client), CUS);

        List<HttpResponse<String>> answers = IntStream.range(0, 6)
                .parallel()
                .mapToObj(i -> browser.post(page, ALLOW))
                .toList();

        assertThat(answers).filteredOn(answer -> answer.statusCode() == 302).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 400).hasSize(5);
    }

    @Test
    void answerFromAnotherBrowserThenNothing() {
        HttpResponse<String> page = server.browser().authorize(TestRequest.of(client), CUS);
        String request = TestBrowser.hidden(page).get("request");
        TestBrowser other = server.browser();
        HttpResponse<String> own = other.authorize(TestRequest.of(client), "ada@demo.example");

        HttpResponse<String> answer = other.post(own, Map.of("request", request, "decision", "allow"));

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void answerAfterSomebodyElseSignedInThenNothing() {
        TestBrowser browser = server.browser();
        HttpResponse<String> asked = browser.authorize(TestRequest.of(client), CUS);
        browser.submit(browser.open("/login"), Map.of("username", "ada@demo.example", "password", "gatehouse-demo"));
        String csrf = TestBrowser.hidden(browser.open("/login")).get("_csrf");

        HttpResponse<String> answer = browser.post(asked, Map.of("decision", "allow", "_csrf", csrf));

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void answerThatIsNeitherAllowNorDenyThenBadRequest() {
        TestBrowser browser = server.browser();
        HttpResponse<String> page = browser.authorize(TestRequest.of(client), CUS);

        assertThat(browser.post(page, Map.of("decision", "maybe")).statusCode()).isEqualTo(400);
        assertThat(browser.post(page, ALLOW).statusCode()).isEqualTo(302);
    }

    @Test
    void accessRemovedWhileThePageWasOpenThenAccessDenied() {
        UUID serverId = servers.findBySlug("notes").orElseThrow().id();
        UUID userId = people.findByEmail("mo@demo.example").orElseThrow().id();
        MembershipRow member = memberships.findByUserId(userId).get(0);
        grants.put(new ServerGrantRow(member.id(), serverId, Scopes.ALL), member.accountId(), null);
        TestBrowser browser = server.browser();
        HttpResponse<String> page = browser.authorize(
                TestRequest.of(client).with("resource", TestServer.GATEWAY + "/mcp/notes"), "mo@demo.example");
        assertThat(page.body()).contains("value=\"allow\"");

        reachChanges.apply(List.of(member.id()), "system", () -> grants.delete(member.id(), serverId));
        HttpResponse<String> answer = browser.submit(page, ALLOW);

        assertThat(TestServer.query(TestBrowser.location(answer))).containsEntry("error", "access_denied");
    }

    @Test
    void accessWidenedWhileThePageWasOpenThenAskedAnewBeforeAnythingIsGranted() {
        UUID serverId = servers.findBySlug("notes").orElseThrow().id();
        UUID userId = people.findByEmail("mel@demo.example").orElseThrow().id();
        MembershipRow member = memberships.findByUserId(userId).get(0);
        Scopes readOnly = Scopes.of(dev.gatehouse.policy.scope.Scope.READ);
        grants.put(new ServerGrantRow(member.id(), serverId, readOnly), member.accountId(), null);
        TestBrowser browser = server.browser();
        HttpResponse<String> page = browser.authorize(
                TestRequest.of(client).with("resource", TestServer.GATEWAY + "/mcp/notes"), "mel@demo.example");
        assertThat(page.body()).doesNotContain("use every tool");

        grants.put(new ServerGrantRow(member.id(), serverId, Scopes.ALL), member.accountId(), null);
        HttpResponse<String> answer = browser.post(page, ALLOW);
        assertThat(TestBrowser.location(answer)).contains("/oauth2/consent?request=");

        HttpResponse<String> again = browser.open(TestServer.ISSUER + pathOf(TestBrowser.location(answer)));
        assertThat(again.body()).contains("use every tool");
        assertThat(TestServer.query(TestBrowser.location(browser.submit(again, ALLOW))))
                .containsKey("code");
        reachChanges.apply(List.of(member.id()), "system", () -> grants.delete(member.id(), serverId));
    }

    private static String pathOf(String location) {
        return location.substring(location.indexOf("/oauth2/"));
    }
}
