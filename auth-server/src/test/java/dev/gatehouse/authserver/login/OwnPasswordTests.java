package dev.gatehouse.authserver.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.apitoken.ApiTokenRepository;
import dev.gatehouse.db.apitoken.ApiTokenRow;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** {@code PUT /me/password} in the whole program, beside sign-ins of the same person. */
@SignInTest
class OwnPasswordTests {

    private static final String OLD = "gatehouse-demo";
    private static final String NEW = "grüße-über-alle-hügel";

    @Autowired
    TestServer server;

    @Autowired
    PersonRepository people;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    ApiTokenRepository tokens;

    @Autowired
    Secrets secrets;

    private String email;
    private String address;
    private String token;

    @BeforeEach
    void person() {
        UUID userId = UUID.randomUUID();
        String mark = userId.toString();
        email = "o" + mark.substring(0, 8) + "@demo.example";
        address = "2001:db8:" + mark.substring(0, 4) + ":" + mark.substring(4, 8) + "::1";
        MembershipRow like = memberships
                .findByUserId(
                        people.findByEmail("cus@demo.example").orElseThrow().id())
                .get(0);
        people.save(PersonRow.create(
                userId, email, "Some Body", "{bcrypt}" + new BCryptPasswordEncoder(4).encode(OLD), Instant.now()));
        memberships.save(
                MembershipRow.create(UUID.randomUUID(), like.accountId(), userId, like.roleId(), Instant.now()));
        token = secrets.generate("gha_");
        Instant now = Instant.now();
        tokens.insert(
                new ApiTokenRow(
                        UUID.randomUUID(), like.accountId(), userId, null, "own", now, now.plus(Duration.ofDays(1))),
                Secrets.digest(token));
    }

    private HttpResponse<String> change(String current, String wanted) {
        return server.send(server.request("/api/v1/me/password")
                .header("Authorization", "Bearer " + token)
                .header("X-Forwarded-For", address)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(
                        "{\"currentPassword\":\"" + current + "\",\"newPassword\":\"" + wanted + "\"}")));
    }

    private boolean signsIn(String password) {
        return server.browser(address).signIn(email, password).body().contains("You are signed in");
    }

    @Test
    void changeThenEverySessionEndsAndOnlyTheNewPasswordSignsIn() {
        TestBrowser browser = server.browser(address);
        browser.signIn(email, OLD);
        assertThat(browser.open("/").body()).contains("You are signed in");

        assertThat(change(OLD, NEW).statusCode()).isEqualTo(204);

        assertThat(browser.open("/").body()).doesNotContain("You are signed in");
        assertThat(signsIn(OLD)).isFalse();
        assertThat(signsIn(NEW)).isTrue();
    }

    @Test
    void triesWithTheApiThenCostThePersonNoneAtSignIn() {
        for (int n = 0; n < 10; n++) {
            assertThat(change("wrong " + n, NEW).statusCode()).isEqualTo(422);
        }
        assertThat(change(OLD, NEW).statusCode()).isEqualTo(429);
        assertThat(signsIn(OLD)).isTrue();
    }

    @Test
    void failuresAtSignInThenThePersonStillChangesThePasswordWithTheApi() {
        for (int n = 0; n < 11; n++) {
            assertThat(signsIn("wrong " + n)).isFalse();
        }
        assertThat(signsIn(OLD)).isFalse();
        assertThat(change(OLD, NEW).statusCode()).isEqualTo(204);
    }
}
