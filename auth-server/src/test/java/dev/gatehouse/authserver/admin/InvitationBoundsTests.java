package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much may be sent to strangers, by whom and for how long, and what their ids tell. */
class InvitationBoundsTests {

    private final InvitationFixture account = new InvitationFixture();
    private final AccountFixture demo = account.demo;

    @BeforeEach
    void newcomersAreCustom() {
        account.defaultRole(SystemRole.CUSTOM_LEVEL);
    }

    private String resend(String id) {
        return demo.api.post("/invitations/" + id + "/resend", null).outcome();
    }

    private String withdraw(String id) {
        return demo.api.delete("/invitations/" + id).outcome();
    }

    private void copies(String id, int copies) {
        for (int n = 0; n < copies; n++) {
            InvitationFixture.sql(
                            "insert into invitation (id, account_id, email, status, batch_id, invited_by, created_at,"
                                    + " expires_at, mail_state, mail_attempts, version, by_manager) select :new, account_id, 'x',"
                                    + " status, batch_id, invited_by, created_at, expires_at, mail_state, mail_attempts, version,"
                                    + " by_manager from invitation where id = :one")
                    .param("new", UUID.randomUUID())
                    .param("one", UUID.fromString(id))
                    .update();
        }
    }

    @Test
    void inviteByThoseWhoManageNobodyThenAShareEachThatLeavesTheRoomOfTheOthers() {
        account.account("non_admin_invitations", true);
        AdminApi mel = demo.as(demo.mel);
        AdminApi ivy = demo.as(account.holder("ivy", "MCP_CONNECT USERS_INVITE", "MONITOR"));
        String one = InvitationFixture.id(account.invite(mel, "one"));
        copies(one, NewInvitations.SHARE - 2);
        assertThat(account.invite(mel, "two").items("result")).containsExactly("INVITED");
        assertThat(account.invite(mel, "three").outcome()).isEqualTo("409 LIMIT_REACHED");
        assertThat(account.invite(ivy, "four").items("result")).containsExactly("INVITED");

        copies(one, NewInvitations.MAX);
        assertThat(account.invite(ivy, "five").outcome())
                .as("all of them together")
                .isEqualTo("409 LIMIT_REACHED");
        assertThat(account.invite(demo.api, "six").items("result")).containsExactly("INVITED");
    }

    @Test
    void inviteAgainWhoDeclinedThenCountsAsANewOne() {
        String one = account.invited("one");
        account.dismiss(one);
        copies(one, NewInvitations.MAX - 1);
        assertThat(account.invite(demo.api, "one").outcome()).isEqualTo("409 LIMIT_REACHED");
    }

    @Test
    void mailsToOneAddressThenFiveADayOverResendingAndInvitingAnew() {
        String id = account.invited("grace");
        assertThat(resend(id)).isEqualTo("200");
        demo.age(id, Duration.ofMinutes(2));
        assertThat(resend(id)).isEqualTo("200");
        assertThat(withdraw(id)).isEqualTo("204");
        id = account.invited("grace");
        assertThat(withdraw(id)).isEqualTo("204");
        id = account.invited("grace");
        assertThat(resend(id)).isEqualTo("409 LIMIT_REACHED");
        assertThat(withdraw(id)).isEqualTo("204");

        Answer sixth = demo.api.post(
                "/invitations", object("emails", list(account.address("grace"), account.address("linus"))));
        assertThat(sixth.items("result")).containsExactly("LIMIT_REACHED", "INVITED");
        assertThat(sixth.json().path("items").path(0).path("invitationId").isNull())
                .isTrue();
        assertThat(AdminApi.bean(PersonRepository.class).findByEmail(account.address("grace")))
                .isEmpty();
        AccountFixture other = new AccountFixture();
        assertThat(other.api
                        .post(
                                "/invitations",
                                object(
                                        "emails",
                                        account.address("grace"),
                                        "roleId",
                                        other.roles.get(SystemRole.CUSTOM_LEVEL)))
                        .items("result"))
                .containsExactly("INVITED");

        InvitationFixture.sql("update invitation set expires_at = expires_at - interval '25' hour where email = :email")
                .param("email", account.address("grace"))
                .update();
        assertThat(account.invite(demo.api, "grace").items("result")).containsExactly("INVITED");
    }

    @Test
    void strangerWhenForgottenAndInvitedAnewThenTheSameIdAsSomebodyWhoIsElsewhere() {
        String id = account.invited("stranger");
        UUID stranger = account.person(id);
        withdraw(id);
        assertThat(AdminApi.bean(PersonRepository.class).findById(stranger)).isEmpty();
        assertThat(account.person(account.invited("stranger"))).isEqualTo(stranger);
        assertThat(stranger.version()).isEqualTo(4);
        assertThat(stranger.variant()).isEqualTo(2);
        assertThat(account.person(account.invited("another"))).isNotEqualTo(stranger);
    }

    @Test
    void retryDataWhenTheInviterMayNotEditItThenTheyGiveItToNobodyUnlessTheyManagePeople() {
        account.account("non_admin_invitations", true);
        AdminApi mel = demo.as(demo.mel);
        assertThat(given(account.invite(mel, "a"))).isTrue();
        InvitationFixture.sql("update membership set may_edit_retry_data = false where id in (:mel, :ada)")
                .param("mel", demo.membership(demo.mel))
                .param("ada", demo.membership(demo.ada))
                .update();
        assertThat(account.invite(mel, "b", "mayEditRetryData", true).outcome())
                .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        assertThat(given(account.invite(mel, "c", "mayEditRetryData", false))).isFalse();
        assertThat(given(account.invite(mel, "d"))).isFalse();
        assertThat(given(account.invite(demo.api, "e"))).isTrue();
    }

    private boolean given(Answer answer) {
        UUID person = account.person(InvitationFixture.id(answer));
        return AdminApi.bean(MembershipRepository.class)
                .findByAccountIdAndUserId(demo.id, person)
                .orElseThrow()
                .mayEditRetryData();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inviterWhoIsTakenOutOrDisabledThenTheirLinksAreDeadForGood(boolean disabled) {
        UUID ivy = account.holder("ivy", "MCP_CONNECT USERS_INVITE", "MONITOR");
        String theirs = InvitationFixture.id(account.invite(demo.as(ivy), "theirs"));
        String others = account.invited("others");
        InvitationFixture.sql("update invitation set token_hash = concat('hash', cast(id as varchar(40)))"
                        + " where account_id = :account")
                .param("account", demo.id)
                .update();
        Answer gone = disabled
                ? demo.api.patch("/users/" + ivy, object("status", "DISABLED"))
                : demo.api.delete("/users/" + ivy);
        assertThat(gone.status()).isIn(200, 204);

        assertThat(account.get(theirs).path("status").asString()).isEqualTo("PENDING");
        assertThat(account.get(theirs).path("delivery").asString()).isEqualTo("CANCELLED");
        assertThat(alive(theirs)).isZero();
        assertThat(alive(others)).isEqualTo(1);
        assertThat(resend(theirs)).isEqualTo("200");
        assertThat(account.get(theirs).path("delivery").asString()).isEqualTo("DUE");
    }

    private int alive(String id) {
        return InvitationFixture.sql("select count(*) from invitation where id = :id and token_hash is not null")
                .param("id", UUID.fromString(id))
                .query(Integer.class)
                .single();
    }

    @Test
    void deliveryOfWhatIsTakenBackOrExpiresBeforeItLeftThenCancelled() {
        String withdrawn = account.invited("a");
        withdraw(withdrawn);
        assertThat(account.get(withdrawn).path("delivery").asString()).isEqualTo("CANCELLED");
        String expired = account.invited("b");
        account.expire(expired);
        assertThat(account.get(expired).path("delivery").asString()).isEqualTo("CANCELLED");
    }

    @Test
    void emailsOfAnotherTypeThenBothTypesAreNamed() {
        Answer answer = demo.api.post("/invitations", object("emails", 5));
        assertThat(answer.outcome()).isEqualTo("400 MALFORMED_REQUEST");
        assertThat(answer.text()).contains("a text or an array");
    }
}
