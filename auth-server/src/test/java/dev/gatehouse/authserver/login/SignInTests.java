package dev.gatehouse.authserver.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.policy.account.MembershipStatus;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

@SignInTest
class SignInTests {

    private static final String CUS = "cus@demo.example";
    private static final String ADA = "ada@demo.example";
    private static final String PASSWORD = "gatehouse-demo";

    @Autowired
    TestServer server;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PersonRepository people;

    @Autowired
    MembershipRepository memberships;

    private List<Integer> fail(TestBrowser browser, String user, int times) {
        HttpResponse<String> page = browser.open("/login");
        return IntStream.range(0, times)
                .mapToObj(i -> browser.post(page, Map.of("username", user, "password", "wrong " + i))
                        .statusCode())
                .toList();
    }

    private int throttled() {
        return jdbc.sql("select count(*) from audit_event where action = 'SIGN_IN_REFUSED' and reason = 'THROTTLED'")
                .query(Integer.class)
                .single();
    }

    @Test
    void eleventhFailureFromOneAddressThen429AlsoWithTheRightPasswordAndForPeopleWhoDoNotExist() {
        for (String user : List.of(CUS, "nobody@demo.example")) {
            TestBrowser browser = server.browser(user.equals(CUS) ? "198.51.100.1" : "198.51.100.2");
            assertThat(fail(browser, user, 11)).endsWith(302, 429).containsOnlyOnce(429);

            HttpResponse<String> right = browser.signIn(user, PASSWORD);
            assertThat(right.statusCode()).isEqualTo(429);
            assertThat(right.body()).contains("Too many sign-ins have failed", "Try again in");
            assertThat(Integer.parseInt(
                            right.headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(1, 60);
        }
    }

    @Test
    void failuresOfOthersThenTheOwnerStillSignsInFromElsewhere() {
        fail(server.browser("198.51.100.3"), ADA, 11);

        assertThat(server.browser("198.51.100.4").signIn(ADA, PASSWORD).body()).contains("You are signed in");
    }

    @Test
    void floodFromManyAddressesThenStrangersWaitButTheKnownDeviceGoesOn() {
        TestBrowser known = server.browser("203.0.113.1");
        known.signIn("mel@demo.example", PASSWORD);
        for (int i = 0; i < 10; i++) {
            assertThat(fail(server.browser("192.0.2." + i), "mel@demo.example", 10))
                    .containsOnly(302);
        }

        assertThat(fail(server.browser("192.0.2.99"), "mel@demo.example", 1)).containsExactly(429);
        TestBrowser elsewhere = known.at("192.0.2.1");
        assertThat(elsewhere.signIn("mel@demo.example", PASSWORD).body()).contains("You are signed in");
        assertThat(server.browser("192.0.2.99")
                        .signIn("mo@demo.example", PASSWORD)
                        .body())
                .contains("You are signed in");
    }

    @Test
    void knownDeviceThenOfThatPersonOnlyAndWithABudgetOfItsOwn() {
        TestBrowser known = server.browser("203.0.113.2");
        known.signIn("mo@demo.example", PASSWORD);
        assertThat(fail(known, "mo@demo.example", 11)).endsWith(302, 429);
        assertThat(fail(known, "all@demo.example", 1)).containsExactly(302);
        assertThat(server.browser("203.0.113.2")
                        .signIn("mo@demo.example", PASSWORD)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void successThenFailuresBeforeItAreForgotten() {
        TestBrowser first = server.browser("198.51.100.5");
        fail(first, "all@demo.example", 9);
        assertThat(server.browser("198.51.100.5")
                        .signIn("all@demo.example", PASSWORD)
                        .statusCode())
                .isEqualTo(200);
        assertThat(fail(server.browser("198.51.100.5"), "all@demo.example", 10)).containsOnly(302);
    }

    @Test
    void onePasswordForManyPeopleFromOneAddressThen429AndOneLineInTheAuditLog() {
        TestBrowser browser = server.browser("198.51.100.6");
        HttpResponse<String> page = browser.open("/login");
        int before = throttled();
        List<Integer> answers = IntStream.range(0, 40)
                .mapToObj(i -> browser.post(page, Map.of("username", i + "@demo.example", "password", "Summer2026"))
                        .statusCode())
                .toList();

        assertThat(answers.subList(0, 30)).containsOnly(302);
        assertThat(answers.subList(30, 40)).containsOnly(429);
        assertThat(throttled()).isEqualTo(before + 1);
    }

    @Test
    void refusedThenTheSameAnswerWhoeverItIs() {
        people.save(PersonRow.create(
                UUID.randomUUID(), "lonely@demo.example", "No Member", "{noop}" + PASSWORD, Instant.now()));
        List<String> answers = IntStream.of(0, 1, 2)
                .mapToObj(i -> List.of(CUS, "nobody@demo.example", "lonely@demo.example")
                        .get(i))
                .map(user -> {
                    TestBrowser browser = server.browser("198.51.100.1" + user.length());
                    HttpResponse<String> answer =
                            browser.post(browser.open("/login"), Map.of("username", user, "password", "wrong"));
                    return answer.statusCode() + " " + answer.headers().map().keySet() + TestBrowser.location(answer)
                            + answer.body();
                })
                .distinct()
                .toList();
        assertThat(answers).hasSize(1);
    }

    @Test
    void signInWithAnOlderHashThenItIsReplacedAndTheSessionsOfThePersonGoOn() {
        UUID member = person("old@demo.example", "{bcrypt}" + new BCryptPasswordEncoder(4).encode(PASSWORD));
        TestBrowser first = server.browser("198.51.100.20");
        first.signIn("old@demo.example", PASSWORD);

        assertThat(people.findById(member).orElseThrow().passwordHash())
                .startsWith("{argon2id@1}$argon2id$v=19$m=19456,t=2,p=1$");
        server.browser("198.51.100.21").signIn("old@demo.example", PASSWORD);
        assertThat(first.open("/").body()).contains("You are signed in");
    }

    @Test
    void disabledEverywhereThenTheSessionEndsAndSignInIsRefused() {
        UUID userId = person("gone@demo.example", "{bcrypt}" + new BCryptPasswordEncoder(4).encode(PASSWORD));
        TestBrowser browser = server.browser("198.51.100.22");
        assertThat(browser.signIn("gone@demo.example", PASSWORD).body()).contains("You are signed in");

        memberships.save(memberships.findByUserId(userId).get(0).withStatus(MembershipStatus.DISABLED));

        assertThat(browser.open("/").body()).contains("Sign in").doesNotContain("You are signed in");
        assertThat(browser.signIn("gone@demo.example", PASSWORD).body()).contains("Address or password is wrong");
    }

    /** A member of the demo account who is nobody else's in these tests. */
    private UUID person(String email, String hash) {
        UUID userId = UUID.randomUUID();
        var like = memberships
                .findByUserId(people.findByEmail(CUS).orElseThrow().id())
                .get(0);
        people.save(PersonRow.create(userId, email, "Some Body", hash, Instant.now()));
        memberships.save(dev.gatehouse.db.account.MembershipRow.create(
                UUID.randomUUID(), like.accountId(), userId, like.roleId(), Instant.now()));
        return userId;
    }
}
