package dev.gatehouse.authserver.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.login.SignInTest;
import dev.gatehouse.authserver.testing.LoudLogs;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.grant.MemberRemovals;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** The page behind the link of an invitation, whose mail has come to a real mail server. */
@SignInTest
class InvitationPageTests {

    private static final String NEW = "nine green umbrellas";
    private static final Map<String, String> CHOSEN = Map.of("name", "Jörg Strauß", "password", NEW, "repeated", NEW);
    private static final String DEAD = "This invitation cannot be used";

    @Autowired
    TestServer server;

    @Autowired
    ApplicationContext context;

    private InvitedPerson invited;
    private TestBrowser browser;
    private String network;

    @BeforeEach
    void account() {
        invited = new InvitedPerson(context);
        browser = browser();
    }

    private TestBrowser browser() {
        String random = UUID.randomUUID().toString();
        network = "20010db8" + random.substring(0, 8);
        return server.browser("2001:db8:" + random.substring(0, 4) + ":" + random.substring(4, 8) + "::1");
    }

    private HttpResponse<String> submit(HttpResponse<String> page, Map<String, String> fields) {
        return browser.submit(page, fields);
    }

    private void assertNothingChanged(String link) {
        assertThat(invited.status()).isEqualTo("PENDING INVITED");
        assertThat(browser.open(link).body()).contains("Join <bdi>");
    }

    private String known(SystemRole role) {
        InvitedPerson elsewhere = new InvitedPerson(context);
        String email = "ada-" + elsewhere.mark + "@people.test";
        return invited.invite(elsewhere.admin, email, role).link();
    }

    @Test
    void newcomerThenChoosesNameAndPasswordAndSignsInAndTheLinkIsDead() {
        String link = invited.newcomer().link();
        for (int look = 0; look < 2; look++) {
            assertThat(server.send(server.request(link).method("HEAD", HttpRequest.BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(200);
        }
        HttpResponse<String> page = browser.open(link);
        assertThat(page.body())
                .contains("Join <bdi>Acme", "Ada Min", "ada-" + invited.mark + "@people.test", "Monitor all")
                .containsPattern("<input id=\"name\"[^>]*autofocus");
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(page.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");

        assertThat(submit(page, Map.of("name", " ", "password", NEW, "repeated", NEW))
                        .body())
                .contains("Your name must have");
        assertThat(submit(page, Map.of("name", "Jörg Strauß", "password", NEW, "repeated", NEW + "x"))
                        .body())
                .contains("not the same", "value=\"Jörg Strauß\"");
        assertThat(submit(page, Map.of("name", "N", "password", "short", "repeated", "short"))
                        .body())
                .contains("at least 12");
        assertNothingChanged(link);

        HttpResponse<String> joined = submit(page, CHOSEN);

        assertThat(joined.body()).contains("you have joined", "value=\"" + invited.email + "\"");
        assertThat(invited.status()).isEqualTo("ACCEPTED ACTIVE");
        assertThat(invited.membership().roleId()).isEqualTo(invited.roles.get(SystemRole.MONITOR_ALL));
        assertThat(browser.signIn(invited.email, NEW).body()).contains("You are signed in", "Jörg Strauß");
        HttpResponse<String> again = browser().open(link);
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains(DEAD);
    }

    @Test
    void personWhoIsKnownThenShowsTheirPasswordWhichStays() {
        String link = known(SystemRole.MEMBER);
        HttpResponse<String> page = browser.open(link);
        assertThat(page.body()).contains("Your password").doesNotContain("New password");

        assertThat(submit(page, Map.of("password", "wrong")).body()).contains("The password is wrong");
        assertThat(submit(page, Map.of("password", InvitedPerson.PASSWORD, "decision", "else"))
                        .body())
                .contains("Your password");
        assertThat(submit(page, CHOSEN).body()).contains("The password is wrong");
        assertNothingChanged(link);

        assertThat(submit(page, Map.of("password", InvitedPerson.PASSWORD)).body())
                .contains("you have joined");
        assertThat(invited.status()).isEqualTo("ACCEPTED ACTIVE");
        assertThat(browser.signIn(invited.email, InvitedPerson.PASSWORD).body()).contains("Which account?", "Ada Min");
    }

    @Test
    void passwordsWrongTooOftenThen429AsAtSignIn() {
        String link = known(SystemRole.MEMBER);
        HttpResponse<String> page = browser.open(link);
        List<Integer> answers = IntStream.range(0, 11)
                .mapToObj(i -> submit(page, Map.of("password", "wrong " + i)).statusCode())
                .toList();
        assertThat(answers).endsWith(200, 429).containsOnlyOnce(429);
        assertThat(browser.signIn(invited.email, InvitedPerson.PASSWORD).statusCode())
                .as("one budget for both")
                .isEqualTo(429);
    }

    @Test
    void signedInAsThatPersonThenAButtonAndHome() {
        String link = known(SystemRole.MEMBER);
        browser.signIn(invited.email, InvitedPerson.PASSWORD);
        HttpResponse<String> page = browser.open(link);
        assertThat(page.body()).doesNotContain("Your password", "New password");

        assertThat(submit(page, Map.of("decision", "accept")).body()).contains("You are signed in", "you have joined");
        assertThat(invited.status()).isEqualTo("ACCEPTED ACTIVE");
    }

    @Test
    void signedInAsSomebodyElseThenSaidSoAndSigningOutGoesOn() {
        String link = invited.newcomer().link();
        browser.signIn("ada-" + invited.mark + "@people.test", InvitedPerson.PASSWORD);
        HttpResponse<String> page = browser.open(link);
        assertThat(page.body())
                .contains("You are signed in here as <bdi>Ada Min")
                .doesNotContain("New password");
        assertThat(submit(page, CHOSEN).body()).contains("You are signed in here as");
        assertNothingChanged(link);

        HttpResponse<String> after = submit(page, Map.of("decision", "other"));
        assertThat(after.body()).contains("New password");
        assertThat(submit(after, CHOSEN).body()).contains("you have joined");
    }

    @Test
    void declinedThenNobodyIsInAndTheLinkIsDead() {
        String link = invited.newcomer().link();
        assertThat(submit(browser.open(link), Map.of("decision", "decline")).body())
                .contains("You have declined", "Acme");
        assertThat(invited.status()).isEqualTo("DISMISSED DISMISSED");
        assertThat(browser.open(link).body()).contains(DEAD);
        assertThat(browser.signIn(invited.email, NEW).body()).contains("wrong");
    }

    @Test
    void linkThatIsUnknownExpiredOrTakenBackThenTheSamePage() {
        String unknown = browser.open("/invitation?token=giv_unknown").body();
        assertThat(unknown).contains("<h1>" + DEAD + "</h1>");
        assertThat(browser.open("/invitation").body()).isEqualTo(unknown);
        assertThat(browser.open("/invitation?token=%00").body()).isEqualTo(unknown);

        String link = invited.newcomer().link();
        HttpResponse<String> page = browser.open(link);
        assertThat(browser.post("/invitation", CHOSEN).statusCode())
                .as("no CSRF token")
                .isEqualTo(403);
        invited.jdbc()
                .sql("update invitation set expires_at = current_timestamp where account_id = :id")
                .param("id", invited.account)
                .update();
        assertThat(browser.open(link).body()).isEqualTo(unknown);
        assertThat(submit(page, CHOSEN).statusCode()).isEqualTo(400);
        assertThat(submit(page, Map.of("decision", "decline")).statusCode()).isEqualTo(400);
        assertThat(invited.membership().status()).isEqualTo(MembershipStatus.INVITED);
    }

    @Test
    void whoAnswersForItHasLostWhatItTakesThenDeadUntilTheyHaveItAgain() {
        String link = invited.newcomer().link();
        UUID ada = invited.admin;
        HttpResponse<String> page = browser.open(link);
        for (Runnable change : List.<Runnable>of(
                () -> invited.become(ada, SystemRole.MEMBER, MembershipStatus.ACTIVE),
                () -> invited.become(ada, SystemRole.MANAGE_ALL, MembershipStatus.ACTIVE),
                () -> invited.become(ada, SystemRole.ADMIN, MembershipStatus.DISABLED),
                () -> {
                    invited.become(ada, SystemRole.ADMINISTRATOR, MembershipStatus.ACTIVE);
                    invited.become(invited.userId, SystemRole.ADMIN, MembershipStatus.INVITED);
                },
                () -> invited.become(invited.userId, SystemRole.OWNER, MembershipStatus.INVITED))) {
            change.run();
            assertThat(browser.open(link).body()).contains(DEAD);
            assertThat(submit(page, CHOSEN).statusCode()).isEqualTo(400);
            invited.become(ada, SystemRole.ADMIN, MembershipStatus.ACTIVE);
            invited.become(invited.userId, SystemRole.MONITOR_ALL, MembershipStatus.INVITED);
            assertNothingChanged(link);
        }
    }

    @Test
    void whoAnswersForItIsNoAdminThenWithinTheFlagsOfTheAccountAndTheirOwnLevels() {
        String link = invited.newcomer().link();
        invited.become(invited.admin, SystemRole.MANAGE_ALL, MembershipStatus.ACTIVE);
        assertThat(browser.open(link).body()).contains(DEAD);
        invited.set("non_admin_invitations", true);
        assertNothingChanged(link);

        invited.become(invited.admin, SystemRole.MONITOR_ALL, MembershipStatus.ACTIVE);
        invited.become(invited.userId, SystemRole.MANAGE_ALL, MembershipStatus.INVITED);
        assertThat(browser.open(link).body()).as("more than they hold").contains(DEAD);
        invited.set("manage_people_may_exceed_actor", true);
        assertThat(browser.open(link).body()).as("they manage nobody").contains(DEAD);
        invited.become(invited.admin, SystemRole.ADMINISTRATOR, MembershipStatus.ACTIVE);
        assertNothingChanged(link);
        invited.set("manage_people_may_exceed_actor", false);
        assertThat(browser.open(link).body()).as("a level that they lack").contains(DEAD);
        invited.become(invited.admin, SystemRole.CUSTOM_LEVEL, MembershipStatus.ACTIVE);
        assertThat(browser.open(link).body()).as("no level on anything").contains(DEAD);
    }

    @Test
    void ownerOfAnAccountThatCannotBeLeftAloneThenNotEligibleAndTheInvitationStays() {
        InvitedPerson own = new InvitedPerson(context);
        own.become(own.admin, SystemRole.OWNER, MembershipStatus.ACTIVE);
        own.jdbc()
                .sql("update account set owner_membership_id = (select id from membership where user_id = :user)"
                        + " where id = :id")
                .param("user", own.admin)
                .param("id", own.account)
                .update();
        String link = invited.invite(own.admin, "ada-" + own.mark + "@people.test", SystemRole.MEMBER)
                .link();
        HttpResponse<String> refused = submit(browser.open(link), Map.of("password", InvitedPerson.PASSWORD));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("cannot join another");
        assertNothingChanged(link);

        own.set("license_kind", "FREE");
        assertThat(submit(browser.open(link), Map.of("password", InvitedPerson.PASSWORD))
                        .body())
                .contains("you have joined");
        assertThat(invited.status()).isEqualTo("ACCEPTED ACTIVE");
    }

    @Test
    void takenBackAndForgottenWhileTheyTypeThenTheLinkIsDead() {
        InvitationUse use = context.getBean(InvitationUse.class);
        String token = invited.newcomer().link().replaceAll(".*token=", "");
        Invited seen = use.find(token).orElseThrow();
        context.getBean(MemberRemovals.class).remove(invited.membership().id());
        assertThat(use.find(token)).isEmpty();
        context.getBean(PersonRepository.class).forgetIfNobody(invited.userId);
        assertThat(use.accept(token, seen, "N", "{x}y")).isEqualTo(InvitationUse.Outcome.DEAD);
        assertThat(use.accept(token, seen)).isEqualTo(InvitationUse.Outcome.DEAD);
    }

    @Test
    void acceptedBySixAtOnceThenOneWins() {
        HttpResponse<String> page = browser.open(invited.newcomer().link());
        List<Integer> answers = IntStream.range(0, 6)
                .parallel()
                .mapToObj(i -> browser.post(page, Map.of("name", "N" + i, "password", NEW + i, "repeated", NEW + i))
                        .statusCode())
                .sorted()
                .toList();
        assertThat(answers).containsExactly(302, 400, 400, 400, 400, 400);
    }

    @Test
    void namesWithMarkupThenText() {
        invited = new InvitedPerson(context, "<script>alert(1)</script>", "<b>Ada</b>").newcomer();
        assertThat(browser.open(invited.link()).body())
                .contains("&lt;script&gt;", "&lt;b&gt;Ada")
                .doesNotContain("<script>", "<b>Ada");
    }

    @Test
    void tooManyLooksFromOneAddressThen429() {
        RateLimits limits = context.getBean(RateLimits.class);
        assertThat(browser.open("/invitation").statusCode()).isEqualTo(400);
        while (limits.take(Limit.INVITATION, network).isEmpty()) {
            // as if many more had come from there
        }
        HttpResponse<String> refused = browser.open("/invitation");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(browser().open("/invitation").statusCode()).isEqualTo(400);
    }

    @Test
    void logsTurnedUpThenNoneHoldsTheSecretOfTheLink() {
        try (LoudLogs logs = new LoudLogs(
                Level.DEBUG, "org.springframework", "org.thymeleaf", "dev.gatehouse", "org.apache.catalina")) {
            String link = invited.newcomer().link();
            String secret = link.replaceAll(".*token=", "");
            submit(browser.open(link), Map.of("name", "", "password", NEW, "repeated", NEW));
            submit(browser.open(link), CHOSEN);
            browser.open(link);
            assertThat(context.getBean(PersonRepository.class)
                            .findById(invited.userId)
                            .orElseThrow()
                            .name())
                    .isEqualTo("Jörg Strauß");
            assertThat(logs.lines()).anyMatch(line -> line.contains("/invitation"));
            assertThat(logs.lines()).noneMatch(line -> line.contains(secret));
        }
    }
}
