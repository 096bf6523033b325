package dev.gatehouse.db.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.authorization.ApprovalOutcome;
import dev.gatehouse.db.authorization.AuthorizationScenario;
import dev.gatehouse.db.authorization.RevocationReason;
import dev.gatehouse.db.client.ClientRegistrations;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.db.testing.TestStore;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.client.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is deleted when everybody has forgotten it, and what never is. */
abstract class HousekeepingContract {

    @Autowired
    ApplicationContext context;

    @Autowired
    Housekeeping housekeeping;

    @Autowired
    ClientRepository clients;

    @Autowired
    ClientRegistrations registrations;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    private AuthorizationScenario scenario;
    private MembershipRow member;
    private ServerRow server;

    @BeforeEach
    void begin() {
        scenario = new AuthorizationScenario(context, TestStore.SETTINGS);
        TestAccount account = accounts.create();
        member = account.member(SystemRole.ADMIN);
        server = account.server();
    }

    private String client(int daysAgo) {
        String hash = UUID.randomUUID().toString();
        ClientRow row = registrations.add(ClientRow.dynamic(
                        "c_" + hash,
                        "App",
                        List.of("https://a.example/"),
                        "{}",
                        TestAccount.now().minus(Duration.ofDays(daysAgo)))
                .change()
                .metadataHash(hash)
                .build());
        return row.clientId();
    }

    private UUID approve(String clientId) {
        return ((ApprovalOutcome.Approved) scenario.tryToApprove(clientId, member.userId(), server.id(), ""))
                .authorizationId();
    }

    private void lastUsed(String clientId, int daysAgo) {
        jdbc.sql("update registered_client set last_used_at = current_timestamp - cast(:days as integer)"
                        + " * interval '1' day where client_id = :client")
                .param("days", daysAgo)
                .param("client", clientId)
                .update();
    }

    private boolean there(String clientId) {
        return clients.findByClientId(clientId).isPresent();
    }

    private boolean kept(UUID authorization) {
        return jdbc.sql("select count(*) from oauth_authorization where id = :id")
                        .param("id", authorization)
                        .query(Long.class)
                        .single()
                == 1;
    }

    @Test
    void expiryThenOnlyOldRegistrationsThatNobodyUsedGo() {
        String old = client(31);
        String young = client(29);
        String approved = client(31);
        approve(approved);
        String anew = client(31);
        registrations.again(anew.substring(2));
        String admins = "c_" + UUID.randomUUID();
        clients.save(ClientRow.create(
                Registration.ADMIN, admins, "Own", TestAccount.now().minus(Duration.ofDays(400))));

        assertThat(housekeeping.expireClients()).isPositive();

        assertThat(there(old)).isFalse();
        assertThat(List.of(young, approved, anew, admins)).allMatch(this::there);
        assertThat(housekeeping.expireClients()).isZero();
        assertThat(jdbc.sql("select count(*) from audit_event where action = 'CLIENT_DELETED' and reason = 'UNUSED'")
                        .query(Long.class)
                        .single())
                .isPositive();
    }

    @Test
    void expiryThenClientsThatWereUsedGoLongAfterTheirLastAuthorization() {
        String idle = client(500);
        lastUsed(idle, 361);
        String recent = client(500);
        lastUsed(recent, 359);
        String holds = client(500);
        approve(holds);
        lastUsed(holds, 400);

        housekeeping.expireClients();

        assertThat(there(idle)).isFalse();
        assertThat(there(recent)).isTrue();
        assertThat(there(holds)).isTrue();
    }

    @Test
    void boundThenTheOldestUnusedGoFirstAndNeverAUsedOne() {
        housekeeping.boundClients(0);
        String used = client(20);
        approve(used);
        String oldest = client(3);
        String older = client(2);
        String newest = client(1);

        assertThat(housekeeping.boundClients(3)).isZero();
        assertThat(housekeeping.boundClients(2)).isEqualTo(1);

        assertThat(there(oldest)).isFalse();
        assertThat(List.of(used, older, newest)).allMatch(this::there);
    }

    @Test
    void purgeThenOnlyWhatIsLongOverGoes() {
        String clientId = client(0);
        UUID live = scenario.signIn(member, server);
        UUID code = approve(clientId);
        UUID oldCode = approve(clientId);
        scenario.age(oldCode, Duration.ofDays(2));
        UUID justOver = scenario.signIn(member, server);
        scenario.age(justOver, Duration.ofDays(180).plusHours(1));
        UUID over = scenario.signIn(member, server);
        scenario.age(over, Duration.ofDays(182));
        UUID revokedToday = scenario.signIn(member, server);
        scenario.repository().revoke(revokedToday, AuthorizationScenario.CLIENT, RevocationReason.SIGNED_OUT);
        scenario.age(revokedToday, Duration.ofDays(182));

        assertThat(housekeeping.purgeAuthorizations()).isGreaterThanOrEqualTo(2);

        assertThat(List.of(live, code, justOver, revokedToday)).allMatch(this::kept);
        assertThat(List.of(oldCode, over)).noneMatch(this::kept);
    }

    @Test
    void beginWhenSomebodyHasJustBegunThenNo() {
        jdbc.sql("update housekeeping set begun_at = current_timestamp - interval '6' minute")
                .update();
        assertThat(housekeeping.begin()).isTrue();
        assertThat(housekeeping.begin()).isFalse();
    }

    @Test
    void expiryAgainstApprovalThenNoAuthorizationWithoutItsClient() throws Exception {
        try (RaceTrack track = new RaceTrack(context.getEnvironment())) {
            AtomicBoolean approvedOnce = new AtomicBoolean();
            AtomicBoolean goneOnce = new AtomicBoolean();
            track.race("expiry-approval", "", n -> {
                String clientId = client(31);
                List<Boolean> outcome = track.start(List.of(
                        () -> housekeeping.expireClients() >= 0,
                        () -> scenario.tryToApprove(clientId, member.userId(), server.id(), "")
                                instanceof ApprovalOutcome.Approved));
                boolean approved = outcome.get(1);
                (approved ? approvedOnce : goneOnce).set(true);
                List<String> broken = new ArrayList<>();
                if (approved != there(clientId)) {
                    broken.add(approved ? "an authorization without its client" : "a refusal though the client stayed");
                }
                return broken;
            });
            assertThat(approvedOnce).isTrue();
        }
    }
}
