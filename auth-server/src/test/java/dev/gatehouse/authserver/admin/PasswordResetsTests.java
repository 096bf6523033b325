package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Links with which a person sets a new password: who may make them, for whom. */
class PasswordResetsTests {

    private final AccountFixture demo = new AccountFixture();

    private AdminApi.Answer reset(UUID actor, UUID person) {
        return demo.as(actor).post("/users/" + person + "/password-reset", null);
    }

    private static int links(UUID person) {
        return AccountFixture.jdbc()
                .sql("select count(*) from password_reset where user_id = :user")
                .param("user", person)
                .query(Integer.class)
                .single();
    }

    @Test
    void issueThenALinkForAnHourShownOnceAndAudited() {
        List<String> audited = demo.audited(() -> {
            AdminApi.Answer answer = reset(demo.ada, demo.cus);
            assertThat(answer.outcome()).isEqualTo("200");
            assertThat(answer.json().path("link").asString())
                    .startsWith(AdminApiProgram.ISSUER + "/password-reset?token=gpr_");
            assertThat(Instant.parse(answer.json().path("expiresAt").asString()))
                    .isBetween(
                            Instant.now().plus(Duration.ofMinutes(59)),
                            Instant.now().plus(Duration.ofMinutes(60)));
        });
        assertThat(audited).containsExactly("PASSWORD_RESET_ISSUED");
        assertThat(links(demo.cus)).isEqualTo(1);
        reset(demo.ada, demo.cus);
        assertThat(links(demo.cus)).isEqualTo(1);
    }

    @Test
    void issueForSomebodyWithMoreThanTheActorThenRefused() {
        UUID administrator = demo.person("adm", SystemRole.ADMINISTRATOR);
        assertThat(reset(demo.ada, demo.olga).outcome()).isEqualTo("403 TARGET_IS_OWNER");
        assertThat(reset(administrator, demo.ada).outcome()).isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        assertThat(reset(administrator, demo.cus).outcome()).isEqualTo("200");
        assertThat(reset(demo.olga, demo.ada).outcome()).isEqualTo("200");
        assertThat(reset(demo.olga, demo.olga).outcome()).isEqualTo("200");
        assertThat(links(demo.ada)).isEqualTo(1);
    }

    @Test
    void issueForSomebodyWithAHigherLevelOnAnIntegrationThenRefused() {
        IntegrationFixture levels = new IntegrationFixture();
        AccountFixture account = levels.account;
        UUID orders = levels.integration("Orders");
        UUID administrator = account.person("adm", SystemRole.ADMINISTRATOR);
        AdminApi caller = account.as(administrator);
        levels.chosen(account.cus, orders, "MONITOR");
        for (UUID more : List.of(account.mel, levels.mo, account.cus)) {
            assertThat(caller.post("/users/" + more + "/password-reset", null).outcome())
                    .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        }
        levels.chosen(administrator, orders, "MANAGE");
        assertThat(caller.post("/users/" + account.cus + "/password-reset", null)
                        .outcome())
                .isEqualTo("200");
        assertThat(caller.post("/users/" + levels.mo + "/password-reset", null).outcome())
                .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
    }

    @Test
    void issueForSomebodyWhoIsInAnotherAccountTooThenRefused() {
        AccountFixture other = new AccountFixture();
        AdminApi.bean(MembershipRepository.class)
                .save(MembershipRow.create(
                                UUID.randomUUID(),
                                other.id,
                                demo.carl,
                                other.roles.get(SystemRole.MEMBER),
                                Instant.now())
                        .withStatus(MembershipStatus.DISABLED));
        assertThat(demo.audited(
                        () -> assertThat(reset(demo.olga, demo.carl).outcome()).isEqualTo("409 MEMBER_ELSEWHERE")))
                .containsExactly("ADMIN_REFUSED MEMBER_ELSEWHERE");
        assertThat(links(demo.carl)).isZero();
    }

    @Test
    void issueForSomebodyWhoIsNotActiveThenNotFoundAndABodyIsRefused() {
        UUID gone = demo.person("gone", SystemRole.MEMBER, MembershipStatus.DISABLED);
        assertThat(reset(demo.ada, gone).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.api
                        .post("/users/" + demo.cus + "/password-reset", object("ttl", "P1D"))
                        .status())
                .isEqualTo(400);
        assertThat(links(demo.cus)).isZero();
    }

    @Test
    void issueForSomebodyWithAGrantThenOnlyByWhoReachesEverythingOrGivesGrants() {
        InvitationFixture account = new InvitationFixture();
        AccountFixture granted = account.demo;
        String reset = "/users/" + granted.cus + "/password-reset";
        AdminApi people = granted.as(account.holder("pam", "MCP_CONNECT PEOPLE_MANAGE", "NONE"));
        AdminApi access = granted.as(account.holder("max", "MCP_CONNECT PEOPLE_MANAGE MCP_ACCESS_MANAGE", "NONE"));
        AdminApi all = granted.as(account.holder("all", "MCP_CONNECT PEOPLE_MANAGE MCP_USE_ALL_SERVERS", "NONE"));
        assertThat(people.post(reset, null).outcome()).isEqualTo("200");

        granted.grant(granted.server("secret"), granted.cus);
        assertThat(people.post(reset, null).outcome()).isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        assertThat(access.post(reset, null).outcome()).isEqualTo("200");
        assertThat(all.post(reset, null).outcome()).isEqualTo("200");

        granted.access(granted.cus, object("mode", "ALL"));
        assertThat(people.post(reset, null).outcome()).isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        UUID self = account.holder("sam", "MCP_CONNECT PEOPLE_MANAGE", "NONE");
        granted.access(self, object("mode", "ALL"));
        assertThat(granted.as(self)
                        .post("/users/" + self + "/password-reset", null)
                        .outcome())
                .as("one's own")
                .isEqualTo("200");
    }
}
