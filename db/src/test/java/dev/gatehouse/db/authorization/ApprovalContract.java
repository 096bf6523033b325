package dev.gatehouse.db.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A person allows a client. */
abstract class ApprovalContract extends AuthorizationContract {

    @Autowired
    AccountRepository accountRepository;

    private Reason refused(UUID userId, UUID serverId) {
        ApprovalOutcome outcome = scenario.tryToApprove(userId, serverId, "mcp:read");
        assertThat(outcome).isInstanceOf(ApprovalOutcome.Refused.class);
        assertThat(jdbc.sql("select count(*) from oauth_authorization where user_id = :user")
                        .param("user", userId)
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(scenario.audited(account.id(), "AUTHORIZATION_GRANTED", "")).isZero();
        return ((ApprovalOutcome.Refused) outcome).reason();
    }

    @Test
    void approveThenTheRowHoldsWhatWasAskedAndWhatWasGranted() {
        MembershipRow member = account.member();
        ServerRow server = account.server();
        account.grant(member, server, Scopes.of(Scope.READ));
        Instant before = scenario.clock();

        ApprovalOutcome outcome =
                scenario.tryToApprove(member.userId(), server.id(), "mcp:write openid offline_access mcp:write");

        ApprovalOutcome.Approved approved = (ApprovalOutcome.Approved) outcome;
        assertThat(approved.scopes()).isEqualTo(Scopes.of(Scope.READ));
        Map<String, Object> row = scenario.row(approved.authorizationId());
        assertThat(row)
                .containsEntry("state", "CODE_ISSUED")
                .containsEntry("generation", 0L)
                .containsEntry("scopes_asked", "mcp:write openid offline_access")
                .containsEntry("scopes_granted", "mcp:read")
                .containsEntry("amr", "pwd")
                .containsEntry("revoked_at", null);
        Instant created = Column.instant(row.get("created_at"));
        assertThat(created).isBetween(before, scenario.clock());
        assertThat(Column.instant(row.get("rotated_at"))).isEqualTo(created);
        assertThat(Column.instant(row.get("code_expires_at"))).isEqualTo(created.plusSeconds(60));
        assertThat(Column.instant(row.get("expires_at"))).isEqualTo(created.plus(Duration.ofDays(180)));
        assertThat(scenario.audited(account.id(), "AUTHORIZATION_GRANTED", "")).isEqualTo(1);
    }

    @Test
    void approveWhenTheServerNeverWasThenServerUnknown() {
        assertThat(refused(account.member(SystemRole.OWNER).userId(), UUID.randomUUID()))
                .isEqualTo(Reason.SERVER_UNKNOWN);
    }

    @Test
    void approveWhenTheServerIsNotToBeHadThenRefused() {
        ServerRow server = account.server();
        UUID user = account.member(SystemRole.ADMIN).userId();
        account.change(server.id(), change -> change.enabled(false));
        assertThat(refused(user, server.id())).isEqualTo(Reason.SERVER_DISABLED);
        UUID idp = account.externalIdp().id();
        account.change(server.id(), change -> change.enabled(true).identityProvider(idp));
        assertThat(refused(user, server.id())).isEqualTo(Reason.EXTERNAL_IDP_GOVERNS);
        account.change(server.id(), change -> change.deletedAt(Instant.now()));
        assertThat(refused(user, server.id())).isEqualTo(Reason.SERVER_UNKNOWN);
    }

    @Test
    void approveWhenNotAMemberOfTheServersAccountThenRefused() {
        UUID stranger = accounts.create().member(SystemRole.OWNER).userId();
        assertThat(refused(stranger, account.server().id())).isEqualTo(Reason.NOT_A_MEMBER);
    }

    @Test
    void approveWhenTheMembershipIsNotActiveThenRefused() {
        MembershipRow member = account.member(SystemRole.ADMIN);
        UUID server = account.server().id();
        account.set(member, MembershipStatus.DISABLED);
        assertThat(refused(member.userId(), server)).isEqualTo(Reason.USER_DISABLED);
        account.set(member, MembershipStatus.INVITED);
        assertThat(refused(member.userId(), server)).isEqualTo(Reason.INVITATION_PENDING);
        account.set(member, MembershipStatus.DISMISSED);
        assertThat(refused(member.userId(), server)).isEqualTo(Reason.NOT_A_MEMBER);
    }

    @Test
    void approveWhenThisProgramDoesNotKnowTheStatusThenRefused() {
        MembershipRow member = account.member(SystemRole.ADMIN);
        jdbc.sql("update membership set status = 'PROMOTED' where id = :id")
                .param("id", member.id())
                .update();
        assertThat(refused(member.userId(), account.server().id())).isEqualTo(Reason.USER_DISABLED);
    }

    @Test
    void approveWhenAStrongerSignInIsAskedThenRefused() {
        MembershipRow member = account.member(SystemRole.ADMIN);
        UUID server = account.server().id();
        set(member, "mfa_required");
        assertThat(refused(member.userId(), server)).isEqualTo(Reason.MFA_REQUIRED);
        set(member, "sso_required");
        assertThat(refused(member.userId(), server)).isEqualTo(Reason.SSO_REQUIRED);
    }

    private void set(MembershipRow member, String column) {
        jdbc.sql("update membership set " + column + " = true where id = :id")
                .param("id", member.id())
                .update();
    }

    @Test
    void approveWhenTheAccountAsksASecondFactorThenRefused() {
        AccountRow row = accountRepository.findById(account.id()).orElseThrow();
        jdbc.sql("update account set mfa_for_password_sign_in = true where id = :id")
                .param("id", row.id())
                .update();
        assertThat(refused(
                        account.member(SystemRole.ADMIN).userId(),
                        account.server().id()))
                .isEqualTo(Reason.MFA_REQUIRED);
    }

    @Test
    void approveWhenTheRoleMayNotConnectThenRefused() {
        MembershipRow member = account.member();
        ServerRow server = account.server();
        account.grant(member, server);
        jdbc.sql("update account_role set capabilities = 'USERS_INVITE SOMETHING_NEW' where id = :id")
                .param("id", member.roleId())
                .update();
        assertThat(refused(member.userId(), server.id())).isEqualTo(Reason.CAPABILITY_MISSING);
    }

    @Test
    void approveWhenNothingReachesTheServerThenRefused() {
        MembershipRow member = account.member();
        account.grant(member, account.server());
        assertThat(refused(member.userId(), account.server().id())).isEqualTo(Reason.NO_GRANT);
    }

    @Test
    void approveWhenTheAccountTurnedDirectGrantsOffThenTheyGiveNothing() {
        MembershipRow member = account.member();
        ServerRow server = account.server();
        account.grant(member, server);
        account.grantAllServers(member);
        jdbc.sql("update account set direct_grants = false where id = :id")
                .param("id", account.id())
                .update();
        assertThat(refused(member.userId(), server.id())).isEqualTo(Reason.NO_GRANT);
    }
}
