package dev.gatehouse.authserver.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.invitation.InvitationRepository;
import dev.gatehouse.db.invitation.InvitationRow;
import dev.gatehouse.db.setup.SetUpLinkRepository;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.permission.LicenseKind;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** The page behind a set-up link. */
@SignInTest
class SetUpTests {

    private static final String PASSWORD = "nine green umbrellas";
    private static final String OLD = "gatehouse-demo";

    @Autowired
    TestServer server;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PersonRepository people;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    InvitationRepository invitations;

    @Autowired
    SetUpLinkRepository links;

    private String mark;
    private String email;
    private String address;
    private String account;

    @BeforeEach
    void start() {
        mark = UUID.randomUUID().toString();
        email = "s" + mark.substring(0, 8) + "@acme.example";
        address = "2001:db8:" + mark.substring(0, 4) + ":" + mark.substring(4, 8) + "::2";
        account = "Acme " + mark;
    }

    private String link() {
        return link(LicenseKind.LICENSED);
    }

    private String link(LicenseKind license) {
        String token = "gsu_" + UUID.randomUUID();
        links.offer(Secrets.digest(token), license, Instant.now(), Instant.now().plus(Duration.ofDays(7)));
        return "/setup?token=" + token;
    }

    private Map<String, String> newcomer() {
        return new HashMap<>(
                Map.of("account", account, "name", "Olga", "email", email, "password", PASSWORD, "repeated", PASSWORD));
    }

    private Map<String, String> newcomer(String field, String value) {
        Map<String, String> form = newcomer();
        form.put(field, value);
        return form;
    }

    /** A person who is a member of the demo account. */
    private UUID known(@Nullable String hash, MembershipStatus status) {
        UUID userId = UUID.randomUUID();
        MembershipRow like = memberships
                .findByUserId(
                        people.findByEmail("cus@demo.example").orElseThrow().id())
                .get(0);
        people.save(new PersonRow(userId, email, "Some Body", hash, Instant.now(), null, 0));
        memberships.save(MembershipRow.create(UUID.randomUUID(), like.accountId(), userId, like.roleId(), Instant.now())
                .withStatus(status));
        return userId;
    }

    private static String hashed(String password) {
        return "{bcrypt}" + new BCryptPasswordEncoder(4).encode(password);
    }

    private int accounts() {
        return jdbc.sql("select count(*) from account where name = :name")
                .param("name", account)
                .query(Integer.class)
                .single();
    }

    private String hashOf(UUID userId) {
        return people.findById(userId).orElseThrow().passwordHash();
    }

    @Test
    void linkThenTheAccountIsMadeOnceAndItsOwnerSignsIn() {
        String link = link();
        TestBrowser late = server.browser(address);
        HttpResponse<String> latePage = late.open(link);
        TestBrowser browser = server.browser(address);
        browser.open(link);
        HttpResponse<String> page = browser.open(link);
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(page.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");

        HttpResponse<String> made = browser.submit(page, newcomer("email", " " + email.toUpperCase() + " "));

        assertThat(made.body()).contains("Your account is made", "value=\"" + email + "\"");
        HttpResponse<String> home = browser.submit(made, Map.of("username", email, "password", PASSWORD));
        assertThat(home.body()).contains("You are signed in", account, "<bdi>Owner</bdi>", "/account/api-token");
        UUID owner = people.findByEmail(email).orElseThrow().id();
        MembershipRow membership = memberships.findByUserId(owner).get(0);
        assertThat(jdbc.sql("select owner_membership_id from account where id = :id")
                        .param("id", membership.accountId())
                        .query(UUID.class)
                        .single())
                .isEqualTo(membership.id());
        assertThat(jdbc.sql("select account_id from setup_link where token_hash = :hash")
                        .param("hash", Secrets.digest(link.replaceAll(".*=", "")))
                        .query(UUID.class)
                        .single())
                .isEqualTo(membership.accountId());
        assertThat(jdbc.sql("select actor || ' ' || action || ' ' || subject from audit_event where account_id = :id")
                        .param("id", membership.accountId())
                        .query(String.class)
                        .list())
                .containsExactly("user:" + owner + " ACCOUNT_CREATED account:" + membership.accountId());
        assertThat(browser.open(link).statusCode()).isEqualTo(400);
        assertThat(late.post(latePage, newcomer("email", "x" + email)).statusCode())
                .isEqualTo(400);
        assertThat(accounts()).isEqualTo(1);
    }

    @Test
    void linkThatIsUnknownUsedOrExpiredThenTheSamePage() {
        TestBrowser browser = server.browser(address);
        HttpResponse<String> unknown = browser.open("/setup?token=gsu_unknown");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body())
                .contains("<title>This link cannot be used · Gatehouse</title>", "Set-up links work once");
        assertThat(browser.open("/setup").body()).isEqualTo(unknown.body());
        assertThat(browser.open("/setup?token=%00").body()).isEqualTo(unknown.body());

        String used = link();
        browser.submit(browser.open(used), newcomer());
        assertThat(server.browser(address).open(used).body()).isEqualTo(unknown.body());

        String expired = link();
        HttpResponse<String> page = browser.open(expired);
        jdbc.sql("update setup_link set expires_at = current_timestamp where token_hash = :hash")
                .param("hash", Secrets.digest(expired.replaceAll(".*=", "")))
                .update();
        assertThat(browser.open(expired).body()).isEqualTo(unknown.body());
        assertThat(browser.post(page, newcomer("email", "x" + email)).statusCode())
                .isEqualTo(400);
        assertThat(accounts()).isEqualTo(1);
    }

    @Test
    void whatCannotBeThenSaidWithWhatWasTypedAndTheLinkStays() {
        TestBrowser browser = server.browser(address);
        HttpResponse<String> page = browser.open(link());
        Map<Map<String, String>, String> problems = Map.of(
                newcomer("account", "a\u202Eb"), "The account&#39;s name must",
                newcomer("account", " "), "The account&#39;s name must",
                newcomer("name", "x\0y"), "Your name must",
                newcomer("name", "x".repeat(201)), "Your name must",
                newcomer("email", "nobody"), "The email address is none",
                newcomer("email", "a b@acme.example"), "The email address is none",
                newcomer("email", "a\0@acme.example"), "The email address is none",
                newcomer("repeated", PASSWORD + "x"), "not the same",
                newcomer("password", "password123456"), "not the same");
        problems.forEach((form, problem) -> {
            HttpResponse<String> again = browser.submit(page, form);
            assertThat(again.statusCode()).as(problem).isEqualTo(200);
            assertThat(again.body()).contains(problem).doesNotContain(PASSWORD);
        });
        Map<String, String> common = newcomer("password", "password123456");
        common.put("repeated", "password123456");
        assertThat(browser.submit(page, common).body()).contains("too easy to guess", "value=\"" + account + "\"");
        assertThat(browser.post("/setup", newcomer()).statusCode()).isEqualTo(403);
        assertThat(accounts()).isZero();

        assertThat(browser.submit(page, newcomer()).body()).contains("Your account is made");
    }

    @Test
    void addressOfSomebodyKnownThenTheirOwnPasswordIsAskedForAndNeverSet() {
        UUID userId = known(hashed(OLD), MembershipStatus.ACTIVE);
        String hash = hashOf(userId);
        TestBrowser browser = server.browser(address);

        HttpResponse<String> own = browser.submit(browser.open(link()), newcomer());
        assertThat(own.body()).contains("You are here already").doesNotContain("name=\"repeated\"");
        assertThat(browser.submit(own, Map.of("account", account, "email", email, "own", PASSWORD))
                        .body())
                .contains("The password is wrong");
        assertThat(accounts()).isZero();

        HttpResponse<String> made = browser.submit(own, Map.of("account", account, "email", email, "own", OLD));

        assertThat(made.body()).contains("Your account is made");
        assertThat(accounts()).isEqualTo(1);
        assertThat(hashOf(userId)).isEqualTo(hash);
        assertThat(people.findById(userId).orElseThrow().name()).isEqualTo("Some Body");
        assertThat(browser.submit(made, Map.of("username", email, "password", OLD))
                        .body())
                .contains("Which account?", account, "Demo");
    }

    @Test
    void ownPasswordWrongTooOftenThen429AndTheLinkStays() {
        known(hashed(OLD), MembershipStatus.ACTIVE);
        TestBrowser browser = server.browser(address);
        HttpResponse<String> own = browser.submit(browser.open(link()), newcomer());
        List<Integer> answers = IntStream.range(0, 11)
                .mapToObj(i -> browser.post(own, Map.of("account", account, "email", email, "own", "wrong " + i))
                        .statusCode())
                .toList();
        assertThat(answers).endsWith(200, 429).containsOnlyOnce(429);
        assertThat(accounts()).isZero();
    }

    @Test
    void personDisabledElsewhereThenTheirPasswordMakesTheAccountAndSignsIn() {
        known(hashed(OLD), MembershipStatus.DISABLED);
        TestBrowser browser = server.browser(address);
        HttpResponse<String> own = browser.submit(browser.open(link()), newcomer());

        HttpResponse<String> made = browser.submit(own, Map.of("account", account, "email", email, "own", OLD));

        assertThat(browser.submit(made, Map.of("username", email, "password", OLD))
                        .body())
                .contains("You are signed in", account);
    }

    @Test
    void memberWithoutAPasswordThenNobodyGivesThemOne() {
        UUID userId = known(null, MembershipStatus.ACTIVE);
        TestBrowser browser = server.browser(address);
        HttpResponse<String> own = browser.submit(browser.open(link()), newcomer());
        assertThat(own.body()).contains("You are here already");
        assertThat(browser.submit(own, Map.of("account", account, "email", email, "own", ""))
                        .body())
                .contains("The password is wrong");
        assertThat(accounts()).isZero();
        assertThat(hashOf(userId)).isNull();
    }

    @Test
    void addressThatIsInvitedOnlyThenNewHereAndTheInvitationWaits() {
        UUID userId = known(null, MembershipStatus.INVITED);
        TestBrowser browser = server.browser(address);

        HttpResponse<String> made = browser.submit(browser.open(link()), newcomer());

        assertThat(made.body()).contains("Your account is made");
        assertThat(browser.submit(made, Map.of("username", email, "password", PASSWORD))
                        .body())
                .contains("You are signed in", "Olga", account);
        assertThat(memberships.findByUserId(userId))
                .extracting(MembershipRow::status)
                .containsExactlyInAnyOrder(MembershipStatus.INVITED, MembershipStatus.ACTIVE);
    }

    @Test
    void addressThatAnotherAccountHasInvitedThenTheyAcceptThatFirst() {
        UUID userId = known(null, MembershipStatus.INVITED);
        MembershipRow waiting = memberships.findByUserId(userId).get(0);
        Instant now = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
        InvitationRow invitation = invitations.save(InvitationRow.create(
                waiting.accountId(),
                email,
                waiting.id(),
                new InvitationRow.By(UUID.randomUUID(), UUID.randomUUID(), true),
                now,
                now.plusSeconds(600)));
        TestBrowser browser = server.browser(address);
        HttpResponse<String> page = browser.open(link());
        assertThat(browser.submit(page, newcomer()).body()).contains("Accept that invitation first");
        assertThat(accounts()).isZero();
        assertThat(hashOf(userId)).isNull();

        jdbc.sql("update invitation set expires_at = current_timestamp where id = :id")
                .param("id", invitation.id())
                .update();
        assertThat(browser.submit(page, newcomer()).body()).contains("Your account is made");
    }

    @Test
    void signedInThenTheAccountIsTheirsAndTheSessionIsAboutIt() {
        known(hashed(OLD), MembershipStatus.ACTIVE);
        TestBrowser browser = server.browser(address);
        browser.signIn(email, OLD);
        HttpResponse<String> page = browser.open(link());
        assertThat(page.body())
                .contains("You are signed in as", email, "<button type=\"submit\" form=\"sign-out\"")
                .containsPattern("<form [^>]*action=\"/logout\"[^>]*id=\"sign-out\"")
                .doesNotContain("name=\"password\"");

        Map<String, String> stranger = TestBrowser.hidden(page);
        stranger.putAll(newcomer("email", "x" + email));
        stranger.remove("as");
        assertThat(browser.post("/setup", stranger).body()).contains("You are signed in as");
        assertThat(accounts()).as("made for a stranger").isZero();

        assertThat(browser.submit(page, Map.of("account", account)).body())
                .contains("Your account is made, and it is yours", account, "<bdi>Owner</bdi>");
        assertThat(accounts()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void licenseOfTheLinkThenThatOfTheAccountAndInTheAuditLog(LicenseKind license) {
        TestBrowser browser = server.browser(address);
        assertThat(browser.submit(browser.open(link(license)), newcomer()).body())
                .contains("Your account is made");
        assertThat(jdbc.sql("select license_kind from account where name = :name")
                        .param("name", account)
                        .query(String.class)
                        .single())
                .isEqualTo(license.name());
        assertThat(jdbc.sql("select e.after_state from audit_event e join account a on a.id = e.account_id"
                                + " where a.name = :name and e.action = 'ACCOUNT_CREATED'")
                        .param("name", account)
                        .query(String.class)
                        .single())
                .contains("\"licenseKind\":\"" + license + "\"");
    }

    @Test
    void pageOfSomebodyWhoHasSignedOutThenAskedAnew() {
        known(hashed(OLD), MembershipStatus.ACTIVE);
        TestBrowser browser = server.browser(address);
        HttpResponse<String> home = browser.signIn(email, OLD);
        String link = link();
        String as = TestBrowser.hidden(browser.open(link)).get("as");
        browser.submit(home, Map.of());

        HttpResponse<String> page = browser.submit(browser.open(link), newcomer("as", as));

        assertThat(page.body()).contains("name=\"repeated\"");
        assertThat(accounts()).isZero();
    }

    @Test
    void eightWithOneLinkAtOnceThenOneAccount() {
        TestBrowser browser = server.browser(address);
        HttpResponse<String> page = browser.open(link());
        List<Integer> answers = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> browser.post(page, newcomer("email", i + email)).statusCode())
                .toList();
        assertThat(answers).containsOnly(302, 400).containsOnlyOnce(302);
        assertThat(accounts()).isEqualTo(1);
        assertThat(jdbc.sql("select count(*) from person where email like :email")
                        .param("email", "%" + email)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void twoLinksForOneNewAddressAtOnceThenOnePersonWhoProvesWhoTheyAreForTheOther() {
        TestBrowser browser = server.browser(address);
        List<HttpResponse<String>> pages = List.of(browser.open(link()), browser.open(link()));
        List<Integer> answers = pages.parallelStream()
                .map(page -> browser.post(page, newcomer()).statusCode())
                .toList();
        assertThat(answers).containsExactlyInAnyOrder(302, 200);
        assertThat(accounts()).isEqualTo(1);
    }
}
