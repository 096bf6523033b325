package dev.gatehouse.authserver.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.login.SignInTest;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.ownership.TransferRepository;
import dev.gatehouse.db.ownership.TransferRow;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** The page on which people without an API token answer an offer, and the owner takes theirs back. */
@SignInTest
class OwnershipPageTests {

    private static final String PAGE = "/account/ownership";
    private static final String PASSWORD = "gatehouse-demo";
    private static final String HASH = "{bcrypt}" + new BCryptPasswordEncoder(4).encode(PASSWORD);
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @Autowired
    TestServer server;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    AccountRepository accounts;

    @Autowired
    RoleRepository roles;

    @Autowired
    PersonRepository people;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    TransferRepository transfers;

    private final UUID account = UUID.randomUUID();
    private final String mark = account.toString().substring(0, 8);
    private final Map<SystemRole, UUID> roleIds = new EnumMap<>(SystemRole.class);
    private String address;
    private UUID olga;
    private UUID cus;
    private TransferRow offer;

    @BeforeEach
    void makeAnAccountWithAnOffer() {
        byte[] bytes =
                java.nio.ByteBuffer.allocate(8).putInt(account.hashCode()).array();
        address = "10." + (bytes[0] & 255) + "." + (bytes[1] & 255) + "." + (bytes[2] & 255);
        accounts.save(AccountRow.create(account, "Acme " + mark));
        for (SystemRole role : SystemRole.values()) {
            UUID id = UUID.randomUUID();
            roles.save(RoleRow.preset(id, account, role));
            roleIds.put(role, id);
        }
        olga = person("olga", SystemRole.OWNER);
        cus = person("cus", SystemRole.CUSTOM_LEVEL);
        UUID membership = memberships
                .findByAccountIdAndUserId(account, olga)
                .orElseThrow()
                .id();
        accounts.save(accounts.findById(account).orElseThrow().ownedBy(membership));
        offer = transfers.save(TransferRow.offer(account, olga, cus, roleIds.get(SystemRole.MANAGE_ALL), NOW));
    }

    private UUID person(String name, SystemRole role) {
        UUID id = UUID.randomUUID();
        people.save(PersonRow.create(id, email(name), name + " <b>&</b>", HASH, NOW));
        memberships.save(MembershipRow.create(UUID.randomUUID(), account, id, roleIds.get(role), NOW));
        return id;
    }

    private String email(String name) {
        return name + "@" + mark + ".example";
    }

    private TestBrowser signedIn(String name) {
        TestBrowser browser = server.browser(address);
        assertThat(browser.signIn(email(name), PASSWORD).body()).contains("You are signed in");
        return browser;
    }

    private HttpResponse<String> answer(TestBrowser browser, String answer, String password) {
        return browser.submit(
                browser.open(PAGE), Map.of("transfer", offer.id().toString(), "answer", answer, "password", password));
    }

    private String role(UUID person) {
        return jdbc.sql("select r.system_key from membership m join account_role r on r.id = m.role_id"
                        + " where m.user_id = :user")
                .param("user", person)
                .query(String.class)
                .single();
    }

    private String status() {
        return transfers.findById(offer.id()).orElseThrow().status().name();
    }

    private List<String> audited() {
        return jdbc.sql("select action || coalesce(' ' || reason, '') from audit_event where account_id = :account"
                        + " order by at, id")
                .param("account", account)
                .query(String.class)
                .list();
    }

    @Test
    void offerThenTheHomePageLeadsThereAndThePageNamesAccountPeopleAndRoles() {
        TestBrowser browser = signedIn("cus");
        assertThat(browser.open("/").body()).contains("href=\"/account/ownership\"");
        HttpResponse<String> page = browser.open(PAGE);
        assertThat(page.body())
                .contains(
                        "Acme " + mark,
                        email("olga"),
                        "<bdi>Manage all</bdi>",
                        "<bdi>Custom</bdi>",
                        "olga &lt;b&gt;&amp;&lt;/b&gt;")
                .contains("value=\"ACCEPT\"", "value=\"DECLINE\"")
                .doesNotContain("value=\"TAKE_BACK\"", "<b>&</b>", "autofocus");
        assertThat(page.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("frame-ancestors");
        assertThat(server.get(PAGE).statusCode()).isEqualTo(302);
    }

    @Test
    void acceptedWithThePasswordThenOwnerAndTheOfferIsGone() {
        TestBrowser browser = signedIn("cus");
        HttpResponse<String> done = answer(browser, "ACCEPT", PASSWORD);
        assertThat(done.body()).contains("You own the account now.", "No account waits for your answer.");
        assertThat(role(cus)).isEqualTo("OWNER");
        assertThat(role(olga)).isEqualTo("MANAGE_ALL");
        assertThat(status()).isEqualTo("ACCEPTED");
        assertThat(audited()).containsExactly("OWNERSHIP_TRANSFERRED");
        assertThat(browser.open("/").body()).doesNotContain(PAGE);
    }

    @Test
    void linkThatClaimsAnAnswerThenNothingIsSaidAndWhatHappenedIsSaidOnce() {
        TestBrowser browser = signedIn("cus");
        for (String claim : List.of("ACCEPTED", "DECLINED", "TAKEN_BACK", "%3Cscript%3E")) {
            assertThat(browser.open(PAGE + "?done=" + claim).body())
                    .doesNotContain("You own the account now.", "role=\"status\"", "role=\"alert\"", "script");
        }
        assertThat(answer(browser, "ACCEPT", PASSWORD).body()).contains("You own the account now.");
        assertThat(browser.open(PAGE).body()).doesNotContain("You own the account now.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wrong"})
    void acceptedWithoutThePasswordThenNothingChanges(String password) {
        HttpResponse<String> answered = answer(signedIn("cus"), "ACCEPT", password);
        assertThat(answered.body())
                .contains("The password is wrong.", "value=\"ACCEPT\"")
                .containsPattern("name=\"password\"[^>]* autofocus");
        assertThat(role(cus)).isEqualTo("CUSTOM_LEVEL");
        assertThat(status()).isEqualTo("REQUESTED");
    }

    @Test
    void wrongPasswordsTooOftenThen429AndTheRightOneDoesNotHelp() {
        TestBrowser browser = signedIn("cus");
        List<Integer> answers = IntStream.range(0, 11)
                .mapToObj(i -> answer(browser, "ACCEPT", "wrong " + i).statusCode())
                .toList();
        assertThat(answers).endsWith(200, 429).containsOnlyOnce(429);
        assertThat(answer(browser, "ACCEPT", PASSWORD).statusCode()).isEqualTo(429);
        assertThat(status()).isEqualTo("REQUESTED");
    }

    @Test
    void declinedThenNoPasswordIsAskedAndTheOwnerStays() {
        HttpResponse<String> done = answer(signedIn("cus"), "DECLINE", "");
        assertThat(done.body()).contains("You have declined.");
        assertThat(status()).isEqualTo("DECLINED");
        assertThat(role(olga)).isEqualTo("OWNER");
        assertThat(audited()).containsExactly("OWNERSHIP_DECLINED");
    }

    @Test
    void takenBackByTheOwnerThenTheOtherFindsNothingToAccept() {
        TestBrowser other = signedIn("cus");
        TestBrowser owner = signedIn("olga");
        assertThat(owner.open("/").body()).contains(PAGE);
        assertThat(owner.open(PAGE).body())
                .contains("value=\"TAKE_BACK\"", email("cus"))
                .doesNotContain("value=\"ACCEPT\"");
        HttpResponse<String> old = other.open(PAGE);
        assertThat(answer(owner, "TAKE_BACK", "").body()).contains("The offer is taken back.");
        assertThat(other.submit(old, Map.of("answer", "ACCEPT", "password", PASSWORD))
                        .body())
                .contains("This offer is not there any more");
        assertThat(role(cus)).isEqualTo("CUSTOM_LEVEL");
        assertThat(audited()).containsExactly("OWNERSHIP_OFFER_CANCELLED", "ADMIN_REFUSED TRANSFER_CLOSED");
    }

    @Test
    void somebodyElseWhenTheyAnswerThenNothingHappensAndTheyLearnNothing() {
        person("ada", SystemRole.ADMIN);
        TestBrowser admin = signedIn("ada");
        assertThat(admin.open("/").body()).doesNotContain(PAGE);
        HttpResponse<String> page = admin.open(PAGE);
        assertThat(page.body()).contains("No account waits").doesNotContain(email("olga"));
        TestBrowser owner = signedIn("olga");
        TestBrowser target = signedIn("cus");
        String csrf = TestBrowser.hidden(target.open(PAGE)).get("_csrf");
        assertThat(answer(owner, "ACCEPT", PASSWORD).body()).contains("not there any more");
        assertThat(answer(target, "TAKE_BACK", "").body()).contains("not there any more");
        assertThat(target.post(PAGE, Map.of("transfer", offer.id().toString(), "answer", "DECLINE"))
                        .statusCode())
                .as("without the CSRF field")
                .isEqualTo(403);
        for (String id : List.of(UUID.randomUUID().toString(), "x", "\u0000", "")) {
            HttpResponse<String> sent = target.post(PAGE, Map.of("_csrf", csrf, "transfer", id, "answer", "DECLINE"));
            assertThat(TestBrowser.location(sent)).as(id).endsWith(PAGE);
            assertThat(target.open(PAGE).body()).as(id).contains("not there any more");
            assertThat(target.open(PAGE).body()).as("told once").doesNotContain("not there any more");
        }
        assertThat(target.post(PAGE, Map.of("_csrf", csrf, "answer", "NONSENSE"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(status()).isEqualTo("REQUESTED");
        assertThat(role(olga)).isEqualTo("OWNER");
    }

    @Test
    void disabledInTheirOnlyAccountThenNoLiveSessionAndInOneOfTwoTheSessionGoesOnWithoutThatAccount() {
        TestBrowser browser = signedIn("cus");
        MembershipRow here = memberships.findByAccountIdAndUserId(account, cus).orElseThrow();
        memberships.save(here.withStatus(MembershipStatus.DISABLED));
        assertThat(browser.open("/").body()).doesNotContain("You are signed in");
        assertThat(browser.open(PAGE).body()).as("the sign-in page").contains("name=\"username\"");
        assertThat(answerWithoutSession(browser)).isEqualTo("REQUESTED");

        UUID elsewhere = UUID.randomUUID();
        accounts.save(AccountRow.create(elsewhere, "Elsewhere " + mark));
        UUID member = UUID.randomUUID();
        roles.save(RoleRow.preset(member, elsewhere, SystemRole.MEMBER));
        memberships.save(MembershipRow.create(UUID.randomUUID(), elsewhere, cus, member, NOW));
        assertThat(browser.signIn(email("cus"), PASSWORD).body()).contains("You are signed in");
        assertThat(browser.open(PAGE).body()).contains("No account waits").doesNotContain("Acme " + mark);
        HttpResponse<String> tried = answer(browser, "ACCEPT", PASSWORD);
        assertThat(tried.body()).doesNotContain("You own the account");
        assertThat(status()).isEqualTo("REQUESTED");
    }

    private String answerWithoutSession(TestBrowser browser) {
        browser.post(PAGE, Map.of("transfer", offer.id().toString(), "answer", "ACCEPT", "password", PASSWORD));
        return status();
    }

    @Test
    void lastSuperAdminOfAnAccountOfTeamsThenThePageSaysWhyNot() {
        UUID sue = person("sue", SystemRole.SUPER_ADMIN);
        jdbc.sql("update account set direct_grants = false where id = :id")
                .param("id", account)
                .update();
        transfers.save(offer.resolved(dev.gatehouse.db.ownership.TransferStatus.CANCELLED, NOW));
        offer = transfers.save(TransferRow.offer(account, olga, sue, roleIds.get(SystemRole.MANAGE_ALL), NOW));
        assertThat(answer(signedIn("sue"), "ACCEPT", PASSWORD).body()).contains("You are the last Super admin");
        assertThat(role(sue)).isEqualTo("SUPER_ADMIN");
        assertThat(audited()).containsExactly("ADMIN_REFUSED LAST_SUPER_ADMIN");
    }
}
