package dev.gatehouse.db.authorization;

import static dev.gatehouse.db.authorization.AuthorizationScenario.CLIENT;
import static dev.gatehouse.db.authorization.AuthorizationScenario.issued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.db.client.ClientRules;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.client.ClientRule;
import dev.gatehouse.policy.client.ClientRule.Kind;
import dev.gatehouse.policy.client.ClientRule.Verdict;
import dev.gatehouse.policy.client.Registration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What an account thinks of clients, and what comes of it. */
abstract class ClientRulesContract extends AuthorizationContract {

    private static final String DOCUMENT = "https://app.example/client.json";

    @Autowired
    ClientRules rules;

    @Autowired
    ClientRuleChanges changes;

    @Autowired
    ClientRemovals removals;

    @Autowired
    ClientRepository clients;

    private MembershipRow member;
    private ServerRow server;

    @BeforeEach
    void begin() {
        server = account.server();
        member = account.member(SystemRole.ADMIN);
    }

    private void say(Kind kind, String subject, Verdict verdict) {
        changes.apply(account.id(), "system", () -> {
            rules.put(account.id(), new ClientRule(kind, subject, verdict), Instant.now());
            return true;
        });
    }

    private void sayWithoutASweep(Verdict verdict) {
        rules.put(account.id(), new ClientRule(Kind.CLIENT, CLIENT, verdict), Instant.now());
    }

    private boolean takeBack() {
        return changes.apply(account.id(), "system", () -> rules.delete(account.id(), Kind.CLIENT, CLIENT));
    }

    private static Refusal refusal(Issuance answer) {
        assertThat(answer).isInstanceOf(Issuance.Refused.class);
        return ((Issuance.Refused) answer).refusal();
    }

    @Test
    void approveWhenTheClientIsDeniedThenNothingIsWritten() {
        say(Kind.CLIENT, CLIENT, Verdict.DENY);
        assertThat(scenario.tryToApprove(member.userId(), server.id(), ""))
                .isInstanceOf(ApprovalOutcome.ClientDenied.class);
        assertThat(scenario.audited(account.id(), "AUTHORIZATION_GRANTED", "")).isZero();
        assertThat(takeBack()).isTrue();
        scenario.approve(member, server, "");
    }

    @Test
    void approveWhenTheClientIsGoneOrOfAnotherAccountThenRefused() {
        assertThat(scenario.tryToApprove("nobody", member.userId(), server.id(), ""))
                .isInstanceOf(ApprovalOutcome.ClientGone.class);
        String foreign = "c_" + UUID.randomUUID();
        clients.save(ClientRow.create(Registration.ADMIN, foreign, "Foreign", Instant.now())
                .change()
                .accountId(accounts.create().id())
                .build());
        assertThat(scenario.tryToApprove(foreign, member.userId(), server.id(), ""))
                .isInstanceOf(ApprovalOutcome.ClientGone.class);
        assertThat(clients.findByClientId(foreign).orElseThrow().lastUsedAt()).isNull();
    }

    @Test
    void approveThenTheClientCountsAsUsed() {
        String clientId = "c_" + UUID.randomUUID();
        scenario.register(clientId);
        scenario.tryToApprove(clientId, member.userId(), server.id(), "");
        assertThat(clients.findByClientId(clientId).orElseThrow().lastUsedAt()).isNotNull();
    }

    @Test
    void redeemAndRefreshWhenTheClientIsDeniedThenRefusedWithoutAChange() {
        UUID code = scenario.approve(member, server, "");
        UUID family = scenario.signIn(member, server);
        sayWithoutASweep(Verdict.DENY);
        assertThat(scenario.refusedWithoutAChange(code, () -> scenario.redeem(code))
                        .refusal())
                .isEqualTo(Refusal.CLIENT_DENIED);
        assertThat(scenario.refusedWithoutAChange(family, () -> scenario.refresh(family, 1))
                        .refusal())
                .isEqualTo(Refusal.CLIENT_DENIED);
        sayWithoutASweep(Verdict.TRUST);
        issued(scenario.redeem(code));
        issued(scenario.refresh(family, 1));
    }

    @Test
    void denyThenEveryFamilyOfTheClientInTheAccountEndsAtOnceAndNoOther() {
        UUID family = scenario.signIn(member, server);
        UUID code = scenario.approve(member, server, "");
        MembershipRow elsewhere = accounts.create().member(SystemRole.ADMIN);
        ServerRow other = accounts.create().server();
        scenario.register("client-two");
        ApprovalOutcome second = scenario.tryToApprove("client-two", member.userId(), server.id(), "");

        say(Kind.CLIENT, CLIENT, Verdict.DENY);

        assertThat(scenario.revocation(family)).isEqualTo("CLIENT_DENIED");
        assertThat(scenario.feedEntries(family)).isEqualTo(1);
        assertThat(scenario.revocation(code)).isEqualTo("CLIENT_DENIED");
        assertThat(scenario.feedEntries(code)).isZero();
        assertThat(scenario.revocation(((ApprovalOutcome.Approved) second).authorizationId()))
                .isEmpty();
        assertThat(scenario.audited(account.id(), "AUTHORIZATION_REVOKED", "CLIENT_DENIED"))
                .isEqualTo(2);
        assertThat(refusal(scenario.refresh(family, 1))).isEqualTo(Refusal.REVOKED);
        assertThat(elsewhere.accountId()).isNotEqualTo(other.accountId());
    }

    @Test
    void denyInOneAccountThenTheClientLivesOnInAnother() {
        dev.gatehouse.db.testing.TestAccount elsewhere = accounts.create();
        UUID family = scenario.signIn(elsewhere.member(SystemRole.ADMIN), elsewhere.server());
        say(Kind.CLIENT, CLIENT, Verdict.DENY);
        issued(scenario.refresh(family, 1));
    }

    @Test
    void domainRulesThenJudgeDocumentsOnlyAndSweepThem() {
        UUID registered = scenario.signIn(member, server);
        UUID document = ((ApprovalOutcome.Approved) scenario.tryToApprove(DOCUMENT, member.userId(), server.id(), ""))
                .authorizationId();
        say(Kind.DOMAIN, "other.example", Verdict.ALLOW);
        assertThat(scenario.revocation(document)).isEqualTo("CLIENT_DENIED");
        assertThat(scenario.revocation(registered)).isEmpty();
        assertThat(scenario.tryToApprove(DOCUMENT, member.userId(), server.id(), ""))
                .isInstanceOf(ApprovalOutcome.ClientDenied.class);
        say(Kind.CLIENT, DOCUMENT, Verdict.TRUST);
        assertThat(scenario.tryToApprove(DOCUMENT, member.userId(), server.id(), ""))
                .isInstanceOf(ApprovalOutcome.Approved.class);
    }

    @Test
    void denyOfAMachineClientThenItsOldSidGoesToTheFeedOnce() {
        UUID sid = UUID.randomUUID();
        String clientId = "c_" + UUID.randomUUID();
        ClientRow saved = clients.save(ClientRow.create(Registration.ADMIN, clientId, "Machine", Instant.now())
                .change()
                .accountId(account.id())
                .machine(server.id(), "mcp:read", sid)
                .build());
        say(Kind.CLIENT, clientId, Verdict.DENY);
        ClientRow denied = clients.findByClientId(clientId).orElseThrow();
        assertThat(denied.version()).isEqualTo(saved.version() + 1);
        UUID next = denied.sid();
        assertThat(next).isNotNull().isNotEqualTo(sid);
        assertThat(scenario.feedEntries(sid)).isEqualTo(1);

        say(Kind.CLIENT, "somebody else", Verdict.DENY);
        assertThat(clients.findByClientId(clientId).orElseThrow().sid()).isEqualTo(next);

        assertThat(removals.remove(clientId, null, "system")).isFalse();
        assertThat(removals.remove(clientId, account.id(), "system")).isTrue();
        assertThat(scenario.feedEntries(next)).isEqualTo(1);
        assertThat(rules.judge(account.id(), clientId)).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void removalWhileTheRulesChangeThenItWaitsAndHoldsNoClient() throws Exception {
        String clientId = "c_" + UUID.randomUUID();
        clients.save(ClientRow.create(Registration.ADMIN, clientId, "Own", Instant.now())
                .change()
                .accountId(account.id())
                .build());
        say(Kind.CLIENT, clientId, Verdict.TRUST);
        CompletableFuture<Boolean> removed = changes.apply(account.id(), "system", () -> {
            rules.put(account.id(), new ClientRule(Kind.CLIENT, clientId, Verdict.ALLOW), Instant.now());
            CompletableFuture<Boolean> removal =
                    CompletableFuture.supplyAsync(() -> removals.remove(clientId, account.id(), "system"));
            assertThatThrownBy(() -> removal.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(jdbc.sql("select id from registered_client where client_id = :id for update nowait")
                            .param("id", clientId)
                            .query()
                            .listOfRows())
                    .hasSize(1);
            return removal;
        });
        assertThat(removed.get()).isTrue();
        assertThat(clients.findByClientId(clientId)).isEmpty();
    }

    @Test
    void removalOfAClientThenItsAuthorizationsEndAtOnce() {
        String clientId = "c_" + UUID.randomUUID();
        scenario.register(clientId);
        UUID code = ((ApprovalOutcome.Approved) scenario.tryToApprove(clientId, member.userId(), server.id(), ""))
                .authorizationId();
        assertThat(removals.remove(clientId, account.id(), "system")).isFalse();
        assertThat(removals.remove(clientId, null, "system")).isTrue();
        assertThat(removals.remove(clientId, null, "system")).isFalse();
        assertThat(scenario.revocation(code)).isEqualTo("CLIENT_DELETED");
        assertThat(scenario.tryToApprove(clientId, member.userId(), server.id(), ""))
                .isInstanceOf(ApprovalOutcome.ClientGone.class);
    }

    @Test
    void denyAgainstApprovalRedemptionAndRefreshThenNothingLives() throws Exception {
        try (RaceTrack track = new RaceTrack(context.getEnvironment())) {
            track.race("deny-client", "", n -> {
                takeBack();
                UUID family = scenario.signIn(member, server);
                UUID code = scenario.approve(member, server, "");
                track.start(List.of(
                        () -> {
                            say(Kind.CLIENT, CLIENT, Verdict.DENY);
                            return true;
                        },
                        () -> scenario.refresh(family, 1) instanceof Issuance.Issued,
                        () -> scenario.redeem(code) instanceof Issuance.Issued,
                        () -> scenario.tryToApprove(member.userId(), server.id(), "")
                                        instanceof ApprovalOutcome.Approved approved
                                && scenario.redeem(approved.authorizationId()) instanceof Issuance.Issued));
                List<String> broken = new ArrayList<>();
                if (live() != 0) {
                    broken.add("an authorization outlived the rule");
                }
                return broken;
            });
        }
    }

    private long live() {
        return jdbc.sql("select count(*) from oauth_authorization where account_id = :account and revoked_at is null")
                .param("account", account.id())
                .query(Long.class)
                .single();
    }
}
