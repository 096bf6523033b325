package dev.gatehouse.authserver.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.NewAccounts;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.permission.LicenseKind;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** A person in several accounts: which one a session, a token and an API token are about. */
@AuthServerTest
class SessionAccountTests {

    private static final String PASSWORD = "gatehouse-demo";

    @Autowired
    TestServer server;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    NewAccounts accounts;

    @Autowired
    PersonRepository people;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    RoleRepository roles;

    @Autowired
    ServerRepository servers;

    private final String mark = UUID.randomUUID().toString().substring(0, 8);
    private final String email = "two" + mark + "@acme.example";
    private UUID userId;
    private AccountRow one;
    private AccountRow two;

    @BeforeEach
    void personWhoOwnsTwoAccounts() {
        userId = UUID.randomUUID();
        people.save(PersonRow.create(
                userId, email, "Tilda Two", "{bcrypt}" + new BCryptPasswordEncoder(4).encode(PASSWORD), Instant.now()));
        one = accounts.create("One " + mark, LicenseKind.LICENSED, userId, Instant.now());
        two = accounts.create("Two " + mark, LicenseKind.LICENSED, userId, Instant.now());
    }

    private String server(AccountRow account, String name) {
        String slug = name + mark;
        servers.save(ServerRow.create(
                account.id(),
                name + " " + mark,
                slug,
                "http://localhost:8090/" + slug,
                TestServer.GATEWAY + "/mcp/" + slug,
                Instant.now()));
        return TestServer.GATEWAY + "/mcp/" + slug;
    }

    private void set(AccountRow account, MembershipStatus status) {
        memberships.save(memberships
                .findByAccountIdAndUserId(account.id(), userId)
                .orElseThrow()
                .withStatus(status));
    }

    private static Map<String, String> choice(AccountRow account) {
        return Map.of("account", account.id().toString());
    }

    private String claimed(Map<String, String> answer, String clientId) throws ParseException {
        HttpResponse<String> tokens =
                server.post("/oauth2/token", TestRequest.redemption(answer.get("code"), clientId));
        assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
        return SignedJWT.parse(TestServer.json(tokens).get("access_token").stringValue())
                .getJWTClaimsSet()
                .getStringClaim("account");
    }

    @Test
    void signInWithSeveralAccountsThenOneIsChosenAndMayBeSwitched() {
        TestBrowser browser = server.browser();
        HttpResponse<String> page = browser.signIn(email, PASSWORD);
        assertThat(page.body())
                .contains("Which account?", one.name(), two.name())
                .doesNotContain("aria-current");

        HttpResponse<String> home = browser.submit(page, choice(two));
        assertThat(home.body())
                .contains("You are signed in", two.name(), "/account/choose")
                .doesNotContain(one.name());

        HttpResponse<String> again = browser.open("/account/choose");
        assertThat(again.body()).containsPattern("value=\"" + two.id() + "\" aria-current=\"true\"");
        assertThat(browser.submit(again, choice(one)).body())
                .contains(one.name())
                .doesNotContain(two.name());
        assertThat(browser.open("/").body()).contains(one.name());
        assertThat(browser.post("/account/choose", choice(two)).statusCode()).isEqualTo(403);
    }

    @Test
    void nothingChosenThenTheyMaySignOutAllTheSame() {
        TestBrowser browser = server.browser();
        HttpResponse<String> page = browser.signIn(email, PASSWORD);
        assertThat(page.body()).contains("Which account?").containsPattern("action=\"/logout\"(?s:.)*>Sign out<");
        browser.post("/logout", TestBrowser.hidden(page));
        assertThat(browser.open("/account/choose").body()).contains("name=\"username\"");
    }

    @Test
    void accountOfOthersThenNotChosen() {
        AccountRow others = accounts.create(
                "Others " + mark,
                LicenseKind.LICENSED,
                people.findByEmail("ada@demo.example").orElseThrow().id(),
                Instant.now());
        TestBrowser browser = server.browser();
        HttpResponse<String> page = browser.signIn(email, PASSWORD);
        for (String id : List.of(others.id().toString(), UUID.randomUUID().toString(), "x", "")) {
            assertThat(browser.submit(page, Map.of("account", id)).body())
                    .contains("You are not in that account")
                    .doesNotContain(others.name());
        }
        assertThat(browser.open("/").body()).contains("Which account?");
    }

    @Test
    void disabledInTheChosenAccountThenItIsForgottenAndTheOthersAreSeen() {
        AccountRow three = accounts.create("Three " + mark, LicenseKind.LICENSED, userId, Instant.now());
        TestBrowser browser = server.browser();
        browser.submit(browser.signIn(email, PASSWORD), choice(one));

        set(one, MembershipStatus.DISABLED);
        assertThat(browser.open("/").body())
                .contains("Which account?", two.name(), three.name())
                .doesNotContain(one.name());
        set(one, MembershipStatus.ACTIVE);
        assertThat(browser.open("/").body()).as("comes back by itself").contains("Which account?");

        set(one, MembershipStatus.DISABLED);
        set(three, MembershipStatus.INVITED);
        assertThat(browser.open("/").body())
                .contains("You are signed in", two.name())
                .doesNotContain(one.name(), three.name(), "/account/choose");
        assertThat(browser.open("/account/choose").body()).contains("You are signed in");
    }

    @Test
    void signInAnewThenChosenAnew() {
        TestBrowser browser = server.browser();
        browser.submit(browser.signIn(email, PASSWORD), choice(one));
        assertThat(browser.signIn(email, PASSWORD).body()).contains("Which account?");
    }

    @Test
    void requestWithoutAResourceThenTheAccountIsChosenFirstAndItsOnlyServerIsMeant() throws Exception {
        server(one, "first");
        server(two, "second");
        server(two, "third");
        String clientId = server.register(TestRequest.REDIRECT_URI);
        TestRequest request = TestRequest.of(clientId).without("resource");
        TestBrowser browser = server.browser();

        HttpResponse<String> page = browser.authorize(request, email);
        assertThat(page.body()).contains("Which account?", "to connect", "Test app");

        HttpResponse<String> consent = browser.submit(page, choice(one));
        assertThat(consent.body()).contains("Allow", "first " + mark, one.name());
        Map<String, String> answer =
                TestServer.query(TestBrowser.location(browser.submit(consent, Map.of("decision", "allow"))));
        assertThat(claimed(answer, clientId)).isEqualTo(one.id().toString());

        assertThat(browser.open(request.url()).body()).as("not asked again").contains("first " + mark);
        browser.submit(browser.open("/account/choose"), choice(two));
        assertThat(TestServer.query(TestBrowser.location(browser.open(request.url()))))
                .containsEntry("error", "invalid_target");
    }

    @Test
    void requestWithoutAResourceThatMayAskNothingThenConsentRequired() {
        server(one, "first");
        TestRequest request =
                TestRequest.of(server.register(TestRequest.REDIRECT_URI)).without("resource");
        TestBrowser browser = server.browser();
        browser.signIn(email, PASSWORD);
        HttpResponse<String> answer =
                browser.open(request.with("prompt", "none").url());
        assertThat(TestServer.query(TestBrowser.location(answer))).containsEntry("error", "consent_required");
    }

    @Test
    void switchedWhileAskedForConsentThenAskedAnewForTheOtherServer() {
        server(one, "first");
        server(two, "second");
        TestRequest request =
                TestRequest.of(server.register(TestRequest.REDIRECT_URI)).without("resource");
        TestBrowser browser = server.browser();
        HttpResponse<String> consent = browser.submit(browser.authorize(request, email), choice(one));

        browser.submit(browser.open("/account/choose"), choice(two));

        String anew = TestBrowser.location(browser.post(consent, Map.of("decision", "allow")));
        assertThat(anew).contains("/oauth2/consent?request=");
        assertThat(browser.open(anew.substring(anew.indexOf("/oauth2/"))).body())
                .contains("Allow", "second " + mark, two.name());
    }

    @Test
    void requestWithAResourceThenNobodyIsAskedAndTheTokenIsOfItsAccount() throws Exception {
        String second = server(two, "second");
        String clientId = server.register(TestRequest.REDIRECT_URI);
        TestBrowser browser = server.browser();

        Map<String, String> answer = browser.allow(TestRequest.of(clientId).with("resource", second), email);

        assertThat(claimed(answer, clientId)).isEqualTo(two.id().toString());
    }

    private static Map<String, String> wanted(String name, String days, String password) {
        return Map.of("name", name, "days", days, "current", password);
    }

    private HttpResponse<String> api(String path, String token) {
        return server.send(server.request("/api/v1" + path)
                .header("Authorization", "Bearer " + token)
                .method("GET", HttpRequest.BodyPublishers.noBody()));
    }

    private static String token(HttpResponse<String> page) {
        return page.body().replaceAll("(?s).*>(gha_[^<]+)<.*", "$1");
    }

    @Test
    void apiTokenThenItIsShownOnceAndFixedToTheAccountOfTheSession() {
        TestBrowser browser = server.browser();
        assertThat(browser.submit(browser.signIn(email, PASSWORD), choice(two)).body())
                .contains("/account/api-token");
        HttpResponse<String> made =
                browser.submit(browser.open("/account/api-token"), wanted("laptop", "30", PASSWORD));

        assertThat(made.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        String token = token(made);
        assertThat(browser.open("/account/api-token").body()).doesNotContain(token);
        browser.submit(browser.open("/account/choose"), choice(one));
        assertThat(TestServer.json(api("/me", token)).get("accountId").stringValue())
                .isEqualTo(two.id().toString());
        assertThat(TestServer.json(api("/api-tokens", token)).get("items").size())
                .isEqualTo(1);
        assertThat(TestServer.json(api(
                                "/api-tokens",
                                token(browser.submit(
                                        browser.open("/account/api-token"), wanted("other", "1", PASSWORD)))))
                        .get("items")
                        .get(0)
                        .get("name")
                        .stringValue())
                .isEqualTo("other");
        assertThat(jdbc.sql("select account_id from audit_event where actor = :user and action = 'API_TOKEN_CREATED'"
                                + " order by at")
                        .param("user", "user:" + userId)
                        .query(UUID.class)
                        .list())
                .containsExactly(two.id(), one.id());

        set(two, MembershipStatus.DISABLED);
        assertThat(api("/me", token).statusCode()).isEqualTo(401);
    }

    @Test
    void apiTokenThatCannotBeThenSaidAndNoneIsMade() {
        TestBrowser browser = server.browser();
        browser.submit(browser.signIn(email, PASSWORD), choice(two));
        HttpResponse<String> page = browser.open("/account/api-token");
        assertThat(page.body()).containsPattern("<input id=\"name\"[^>]* autofocus");
        assertThat(browser.submit(page, wanted("x", "30", "wrong")).body())
                .contains("The password is wrong")
                .containsPattern("<input id=\"current\"[^>]* autofocus")
                .containsOnlyOnce(" autofocus");
        assertThat(browser.submit(page, wanted("a\u202Eb", "30", PASSWORD)).body())
                .contains("The name must have");
        for (String days : List.of("0", "91", "-1", "1.5", "99999999999", "")) {
            assertThat(browser.submit(page, wanted("x", days, PASSWORD)).body()).contains("from 1 to 90");
        }
        browser.submit(browser.open("/account/choose"), choice(one));
        assertThat(browser.submit(page, wanted("x", "30", PASSWORD)).body()).contains("switched to another account");
        assertThat(browser.post("/account/api-token", wanted("x", "30", PASSWORD))
                        .statusCode())
                .isEqualTo(403);
        assertThat(tokensMade()).isZero();
    }

    @Test
    void roleWithoutTokensThenNoLinkAndForbidden() {
        UUID monitor = roles.findByAccountIdAndSystemKey(two.id(), SystemRole.MONITOR_ALL)
                .orElseThrow()
                .id();
        TestBrowser browser = server.browser();
        browser.submit(browser.signIn(email, PASSWORD), choice(two));
        HttpResponse<String> page = browser.open("/account/api-token");
        memberships.save(memberships
                .findByAccountIdAndUserId(two.id(), userId)
                .orElseThrow()
                .withRole(monitor));

        assertThat(browser.open("/").body()).contains(two.name()).doesNotContain("/account/api-token");
        assertThat(browser.open("/account/api-token").statusCode()).isEqualTo(403);
        assertThat(browser.submit(page, wanted("x", "30", PASSWORD)).body()).contains("Your role does not allow that");
        assertThat(tokensMade()).isZero();
        assertThat(jdbc.sql("select reason from audit_event where account_id = :id and action = 'ADMIN_REFUSED'")
                        .param("id", two.id())
                        .query(String.class)
                        .list())
                .containsExactly("CAPABILITY_MISSING");
    }

    private int tokensMade() {
        return jdbc.sql("select count(*) from api_token where user_id = :user")
                .param("user", userId)
                .query(Integer.class)
                .single();
    }
}
