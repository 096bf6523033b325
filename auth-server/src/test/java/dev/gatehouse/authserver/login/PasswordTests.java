package dev.gatehouse.authserver.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.PasswordResets;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.admin.AdminActor;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

@SignInTest
class PasswordTests {

    private static final String OLD = "gatehouse-demo";
    private static final String NEW = "nine green umbrellas";

    @Autowired
    TestServer server;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PersonRepository people;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    MemberRepository members;

    @Autowired
    RoleRepository roles;

    @Autowired
    PasswordResets resets;

    private UUID userId;
    private String email;
    private String address;

    @BeforeEach
    void person() {
        userId = UUID.randomUUID();
        email = "p" + userId.toString().substring(0, 8) + "@demo.example";
        address = "2001:db8:" + userId.toString().substring(0, 4) + ":"
                + userId.toString().substring(4, 8) + "::1";
        MembershipRow like = memberships
                .findByUserId(
                        people.findByEmail("cus@demo.example").orElseThrow().id())
                .get(0);
        people.save(PersonRow.create(
                userId, email, "Some Body", "{bcrypt}" + new BCryptPasswordEncoder(4).encode(OLD), Instant.now()));
        memberships.save(
                MembershipRow.create(UUID.randomUUID(), like.accountId(), userId, like.roleId(), Instant.now()));
    }

    private TestBrowser signedIn() {
        TestBrowser browser = server.browser(address);
        assertThat(browser.signIn(email, OLD).body()).contains("You are signed in");
        return browser;
    }

    private static HttpResponse<String> change(TestBrowser browser, String current, String wanted, String repeated) {
        return browser.submit(
                browser.open("/account/password"),
                Map.of("current", current, "password", wanted, "repeated", repeated));
    }

    private String link() {
        return link("ada@demo.example");
    }

    private String link(String maker) {
        UUID ada = people.findByEmail(maker).orElseThrow().id();
        UUID account = memberships.findByUserId(ada).get(0).accountId();
        var admin = members.find(account, ada).orElseThrow();
        return resets.issue(new AdminActor(ada, account, admin.status(), admin.role()), userId)
                .link();
    }

    private List<String> audited() {
        return jdbc.sql("select action || coalesce(' ' || reason, '') from audit_event where actor = :user"
                        + " order by at, id")
                .param("user", "user:" + userId)
                .query(String.class)
                .list();
    }

    @Test
    void changeThenThisSessionGoesOnAllOthersEndAndOnlyTheNewPasswordSignsIn() {
        TestBrowser other = signedIn();
        TestBrowser browser = signedIn();

        assertThat(change(browser, OLD, NEW, NEW).body()).contains("Your password is changed", "You are signed in");

        assertThat(browser.open("/").body()).contains("You are signed in");
        assertThat(other.open("/").body()).doesNotContain("You are signed in");
        assertThat(server.browser(address).signIn(email, OLD).body()).contains("Address or password is wrong");
        assertThat(server.browser(address).signIn(email, NEW).body()).contains("You are signed in");
        assertThat(audited()).contains("PASSWORD_CHANGED").doesNotContain(NEW);
    }

    @Test
    void changeThatIsRefusedThenTheOldPasswordStays() {
        TestBrowser browser = signedIn();

        assertThat(change(browser, "not my password", NEW, NEW).body()).contains("current password is wrong");
        assertThat(change(browser, OLD, NEW, NEW + "x").body()).contains("not the same");
        assertThat(change(browser, OLD, "too short", "too short").body()).contains("at least 12");
        assertThat(change(browser, OLD, OLD, OLD).body()).contains("the password that you have now");
        assertThat(change(browser, OLD, "password123456", "password123456").body())
                .contains("common");
        assertThat(browser.post("/account/password", Map.of("current", OLD, "password", NEW, "repeated", NEW))
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.browser(address).signIn(email, OLD).body()).contains("You are signed in");
        assertThat(audited()).doesNotContain("PASSWORD_CHANGED");
    }

    @Test
    void changeWithAWrongPasswordTooOftenThen429() {
        TestBrowser browser = signedIn();
        List<Integer> answers = IntStream.range(0, 11)
                .mapToObj(i -> change(browser, "wrong " + i, NEW, NEW).statusCode())
                .toList();
        assertThat(answers).endsWith(200, 429).containsOnlyOnce(429);
    }

    @Test
    void pageWithoutASessionThenSignIn() {
        HttpResponse<String> answer = server.get("/account/password");
        assertThat(TestBrowser.location(answer)).isEqualTo(TestServer.ISSUER + "/login");
    }

    @Test
    void linkThenSetsThePasswordOnceAndEndsEverySession() {
        TestBrowser signedIn = signedIn();
        String link = link();
        TestBrowser browser = server.browser(address);
        assertThat(browser.open(link).body())
                .containsPattern("<input class=\"unseen\" type=\"text\" name=\"username\"[^>]*value=\"" + email)
                .containsPattern("<input id=\"password\"[^>]*autofocus");
        HttpResponse<String> page = browser.open(link);
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(page.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        assertThat(browser.submit(page, Map.of("password", "too short", "repeated", "too short"))
                        .body())
                .contains("at least 12");

        HttpResponse<String> set = browser.submit(page, Map.of("password", NEW, "repeated", NEW));

        assertThat(set.body()).contains("Your new password is set");
        assertThat(signedIn.open("/").body()).doesNotContain("You are signed in");
        assertThat(browser.signIn(email, NEW).body()).contains("You are signed in");
        HttpResponse<String> again = server.browser(address).open(link);
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("This link cannot be used");
        assertThat(audited()).contains("PASSWORD_CHANGED RESET");
    }

    @Test
    void linkThatIsUnknownExpiredReplacedOrOutlivedThenTheSamePage() {
        TestBrowser browser = server.browser(address);
        String unknown = browser.open("/password-reset?token=gpr_unknown").body();
        assertThat(unknown)
                .contains("<title>This link cannot be used · Gatehouse</title>", "<h1>This link cannot be used</h1>");
        assertThat(browser.open("/password-reset").body()).isEqualTo(unknown);
        assertThat(browser.open("/password-reset?token=%00").body()).isEqualTo(unknown);

        String replaced = link();
        String expired = link();
        assertThat(browser.open(replaced).body()).isEqualTo(unknown);
        jdbc.sql("update password_reset set expires_at = current_timestamp where user_id = :user")
                .param("user", userId)
                .update();
        assertThat(browser.open(expired).body()).isEqualTo(unknown);

        String outlived = link();
        change(signedIn(), OLD, NEW, NEW);
        assertThat(browser.open(outlived).body()).isEqualTo(unknown);
    }

    @Test
    void sixWithOneLinkAtOnceThenOneSetsThePassword() {
        String link = link();
        TestBrowser browser = server.browser(address);
        HttpResponse<String> page = browser.open(link);
        List<HttpResponse<String>> answers = IntStream.range(0, 6)
                .parallel()
                .mapToObj(i -> browser.post(page, Map.of("password", NEW + i, "repeated", NEW + i)))
                .toList();
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 302).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 400).hasSize(5);
    }

    private MembershipRow administrator() {
        MembershipRow person = memberships.findByUserId(userId).get(0);
        UUID id = UUID.randomUUID();
        people.save(PersonRow.create(id, id + "@demo.example", "Ad Min", "{noop}x", Instant.now()));
        UUID role = roles.findByAccountIdAndSystemKey(person.accountId(), SystemRole.ADMINISTRATOR)
                .orElseThrow()
                .id();
        return memberships.save(MembershipRow.create(UUID.randomUUID(), person.accountId(), id, role, Instant.now()));
    }

    private void become(UUID membershipId, SystemRole role, MembershipStatus status) {
        MembershipRow row = memberships.findById(membershipId).orElseThrow();
        UUID roleId = roles.findByAccountIdAndSystemKey(row.accountId(), role)
                .orElseThrow()
                .id();
        memberships.save(row.withRole(roleId).withStatus(status));
    }

    @Test
    void linkWhenItsMakerOrItsPersonHasChangedThenDeadUntilItCouldBeMadeAgain() {
        MembershipRow maker = administrator();
        UUID person = memberships.findByUserId(userId).get(0).id();
        var admin = members.find(maker.accountId(), maker.userId()).orElseThrow();
        String link = resets.issue(
                        new AdminActor(maker.userId(), maker.accountId(), admin.status(), admin.role()), userId)
                .link();
        TestBrowser browser = server.browser(address);
        HttpResponse<String> page = browser.open(link);
        assertThat(page.body()).contains(email);

        for (Runnable change : List.<Runnable>of(
                () -> become(maker.id(), SystemRole.MEMBER, MembershipStatus.ACTIVE),
                () -> become(maker.id(), SystemRole.ADMINISTRATOR, MembershipStatus.DISABLED),
                () -> become(person, SystemRole.ADMIN, MembershipStatus.ACTIVE),
                () -> become(person, SystemRole.MEMBER, MembershipStatus.DISABLED))) {
            change.run();
            assertThat(browser.open(link).body()).contains("This link cannot be used");
            assertThat(browser.submit(page, Map.of("password", NEW, "repeated", NEW))
                            .statusCode())
                    .isEqualTo(400);
            become(maker.id(), SystemRole.ADMINISTRATOR, MembershipStatus.ACTIVE);
            become(person, SystemRole.MEMBER, MembershipStatus.ACTIVE);
        }
        assertThat(browser.submit(page, Map.of("password", NEW, "repeated", NEW))
                        .body())
                .contains("Your new password is set");
    }

    @Test
    void linkThatNobodyAnswersForThenDead() {
        String link = link();
        jdbc.sql("update password_reset set issued_by = null where user_id = :user")
                .param("user", userId)
                .update();
        assertThat(server.browser(address).open(link).body()).contains("This link cannot be used");
    }

    @Test
    void linkThenStoredAsADigestOnly() {
        String token = link().replaceAll(".*token=", "");
        assertThat(jdbc.sql("select token_hash from password_reset where user_id = :user")
                        .param("user", userId)
                        .query(String.class)
                        .single())
                .isEqualTo(dev.gatehouse.authserver.secret.Secrets.digest(token));
    }

    private UUID offered() {
        UUID account = memberships.findByUserId(userId).get(0).accountId();
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into ownership_transfer (id, account_id, from_user_id, to_user_id, previous_owner_role_id,"
                        + " status, created_at, version) values (:id, :account, :from, :to, :role, 'REQUESTED',"
                        + " current_timestamp, 1)")
                .param("id", id)
                .param("account", account)
                .param(
                        "from",
                        people.findByEmail("olga@demo.example").orElseThrow().id())
                .param("to", userId)
                .param(
                        "role",
                        roles.findByAccountIdAndSystemKey(account, SystemRole.MANAGE_ALL)
                                .orElseThrow()
                                .id())
                .update();
        return id;
    }

    private String statusOf(UUID offer) {
        return jdbc.sql("select status from ownership_transfer where id = :id")
                .param("id", offer)
                .query(String.class)
                .single();
    }

    @Test
    void linkForSomebodyWhoIsOfferedTheAccountThenDeadOrItsUseTakesTheOfferBack() {
        String ofAnAdmin = link("ada@demo.example");
        TestBrowser browser = server.browser(address);
        HttpResponse<String> page = browser.open(ofAnAdmin);
        UUID offer = offered();
        try {
            assertThat(browser.open(ofAnAdmin).body()).contains("This link cannot be used");
            assertThat(browser.submit(page, Map.of("password", NEW, "repeated", NEW))
                            .statusCode())
                    .isEqualTo(400);
            assertThat(statusOf(offer)).isEqualTo("REQUESTED");

            HttpResponse<String> ofTheOwner = browser.open(link("olga@demo.example"));
            assertThat(browser.submit(ofTheOwner, Map.of("password", NEW, "repeated", NEW))
                            .body())
                    .contains("Your new password is set");

            assertThat(statusOf(offer)).isEqualTo("CANCELLED");
            assertThat(audited()).contains("PASSWORD_CHANGED RESET", "OWNERSHIP_OFFER_CANCELLED");
        } finally {
            jdbc.sql("delete from ownership_transfer where id = :id")
                    .param("id", offer)
                    .update();
        }
    }
}
