package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** People who are changed, disabled, enabled and taken out of the account. */
class UserChangesTests {

    private final AccountFixture demo = new AccountFixture();
    private final String cus = "/users/" + demo.cus;

    private static int rows(String table, UUID membershipId) {
        return AccountFixture.jdbc()
                .sql("select count(*) from " + table + " where membership_id = :id")
                .param("id", membershipId)
                .query(Integer.class)
                .single();
    }

    private UUID apiToken(UUID person, UUID server) {
        demo.token(person, server, Duration.ofDays(1));
        return AccountFixture.jdbc()
                .sql("select id from api_token where user_id = :user and server_id = :server and revoked_at is null")
                .param("user", person)
                .param("server", server)
                .query(UUID.class)
                .single();
    }

    @Test
    void changeThenThePersonIsAnsweredAndOneAuditRowTells() {
        List<String> audited = demo.audited(() -> {
            Answer changed = demo.api.patch(cus, object("name", " Cus Tomer ", "mayEditRetryData", false));
            assertThat(changed.outcome()).isEqualTo("200");
            assertThat(changed.json().path("name").asString()).isEqualTo("Cus Tomer");
            assertThat(changed.json().path("version").asLong()).isEqualTo(2);
            assertThat(changed.json()).isEqualTo(demo.api.get(cus).json());
        });
        assertThat(audited).containsExactly("USER_CHANGED");
        assertThat(demo.audited(() -> demo.api.patch(cus, object("name", "Cus Tomer", "status", "ACTIVE"))))
                .isEmpty();
        assertThat(demo.api
                        .patch(cus, object("name", "Cus"))
                        .json()
                        .path("version")
                        .asLong())
                .isEqualTo(3);
        assertThat(demo.api.patch(cus, object("name", "Old", "version", 1)).outcome())
                .isEqualTo("409 STALE_VERSION");
    }

    @Test
    void disabledThenEverythingIsRefusedAtOnceAndEnablingRevivesNothing() {
        UUID server = demo.server("everything");
        UUID other = demo.server("other");
        demo.grant(server, demo.cus);
        demo.grant(other, demo.cus);
        UUID live = demo.authorization(demo.cus, server);
        UUID spared = demo.authorization(demo.cus, other);
        demo.api.delete("/servers/" + other + "/users/" + demo.cus);
        assertThat(AccountFixture.feed(spared)).isEmpty();
        UUID token = apiToken(demo.cus, server);
        AdminApi itself = demo.as(demo.cus);

        List<String> audited = demo.audited(() -> assertThat(
                        demo.api.patch(cus, object("status", "DISABLED")).outcome())
                .isEqualTo("200"));

        assertThat(List.of(demo.fate(live), demo.fate(spared))).containsOnly("USER_DISABLED");
        assertThat(AccountFixture.feed(live)).containsExactly("AUTHORIZATION USER_DISABLED");
        assertThat(AccountFixture.feed(spared)).containsExactly("AUTHORIZATION USER_DISABLED");
        assertThat(AccountFixture.feed(token)).containsExactly("TOKEN REVOKED_BY_ADMIN");
        assertThat(itself.get("/me").outcome()).isEqualTo("401 UNAUTHENTICATED");
        assertThat(audited)
                .containsExactlyInAnyOrder(
                        "USER_CHANGED",
                        "AUTHORIZATION_REVOKED USER_DISABLED",
                        "AUTHORIZATION_REVOKED USER_DISABLED",
                        "API_TOKEN_REVOKED",
                        "API_TOKEN_REVOKED");

        assertThat(demo.api.patch(cus, object("status", "ACTIVE")).outcome()).isEqualTo("200");
        assertThat(demo.fate(live)).isEqualTo("USER_DISABLED");
        assertThat(itself.get("/me").outcome()).isEqualTo("401 UNAUTHENTICATED");
        assertThat(demo.as(demo.cus).get("/me").outcome()).isEqualTo("200");
        assertThat(rows("server_grant", demo.membership(demo.cus)))
                .as("grants wait for the person")
                .isEqualTo(1);

        demo.api.patch(cus, object("status", "DISABLED"));
        assertThat(AccountFixture.feed(live)).as("it is told once").hasSize(1);
    }

    @Test
    void deletedThenNothingOfThemIsLeftInTheAccountAndThePersonStays() {
        UUID server = demo.server("everything");
        demo.access(demo.cus, object("mode", "SELECTED", "servers", List.of(object("id", server))));
        demo.access(demo.cus, object("mode", "ALL"));
        UUID membership = demo.membership(demo.cus);
        UUID team = UUID.randomUUID();
        AccountFixture.jdbc()
                .sql("insert into team (id, account_id, name, enabled, created_at, version) values (:id, :account,"
                        + " 'T', true, current_timestamp, 0)")
                .param("id", team)
                .param("account", demo.id)
                .update();
        AccountFixture.jdbc()
                .sql("insert into team_member (team_id, membership_id, source, added_at) values (:team, :member,"
                        + " 'MANUAL', current_timestamp)")
                .param("team", team)
                .param("member", membership)
                .update();
        UUID live = demo.authorization(demo.cus, server);
        UUID token = apiToken(demo.cus, server);

        List<String> audited =
                demo.audited(() -> assertThat(demo.api.delete(cus).outcome()).isEqualTo("204"));

        assertThat(audited)
                .containsExactlyInAnyOrder("USER_DELETED", "AUTHORIZATION_REVOKED USER_DELETED", "API_TOKEN_REVOKED");
        assertThat(demo.fate(live)).isEqualTo("USER_DELETED");
        assertThat(AccountFixture.feed(live)).containsExactly("AUTHORIZATION USER_DELETED");
        assertThat(AccountFixture.feed(token)).containsExactly("TOKEN REVOKED_BY_ADMIN");
        for (String table : List.of("server_grant", "all_servers_grant", "team_member")) {
            assertThat(rows(table, membership)).as(table).isZero();
        }
        assertThat(AdminApi.bean(PersonRepository.class).findById(demo.cus)).isPresent();
        assertThat(demo.api.get(cus).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.api.delete(cus).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.api.get("/api-tokens").items("id")).doesNotContain(token.toString());
    }

    @Test
    void deletedInOneAccountThenNothingChangesInAnother() {
        AccountFixture other = new AccountFixture();
        AdminApi.bean(MembershipRepository.class)
                .save(MembershipRow.create(
                        UUID.randomUUID(), other.id, demo.cus, other.roles.get(SystemRole.MEMBER), Instant.now()));
        UUID theirs = other.server("theirs");
        other.grant(theirs, demo.cus);
        UUID there = other.authorization(demo.cus, theirs);
        demo.api.delete(cus);
        assertThat(other.fate(there)).isEqualTo("alive");
        assertThat(other.api.get(cus).outcome()).isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource({
        "ADMIN, name, 403 TARGET_IS_OWNER",
        "ADMIN, status, 403 TARGET_IS_OWNER",
        "ADMIN, delete, 403 TARGET_IS_OWNER",
        "OWNER, name, 200",
        "OWNER, status, 403 TARGET_IS_OWNER",
        "OWNER, delete, 403 TARGET_IS_OWNER"
    })
    void ownerThenOnlyTheyMayRenameThemselvesAndNobodyMayRemoveThem(SystemRole actor, String what, String outcome) {
        AdminApi by = actor == SystemRole.OWNER ? demo.as(demo.olga) : demo.api;
        String olga = "/users/" + demo.olga;
        Answer answer = switch (what) {
            case "name" -> by.patch(olga, object("name", "Olga"));
            case "status" -> by.patch(olga, object("status", "DISABLED"));
            default -> by.delete(olga);
        };
        assertThat(answer.outcome()).isEqualTo(outcome);
        assertThat(demo.api.get(olga).json().path("status").asString()).isEqualTo("ACTIVE");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void adminThenMayDisableOrDeleteThemself(boolean delete) {
        String ada = "/users/" + demo.ada;
        Answer answer = delete ? demo.api.delete(ada) : demo.api.patch(ada, object("status", "DISABLED"));
        assertThat(answer.outcome()).isEqualTo(delete ? "204" : "200");
        assertThat(demo.api.get("/me").outcome()).isEqualTo("401 UNAUTHENTICATED");
    }

    @Test
    void renameOfSomebodyWhoIsInAnotherAccountTooThenRefusedAndTheRestIsAllowed() {
        AccountFixture other = new AccountFixture();
        AdminApi.bean(MembershipRepository.class)
                .save(MembershipRow.create(
                        UUID.randomUUID(), other.id, demo.cus, other.roles.get(SystemRole.MEMBER), Instant.now()));
        assertThat(demo.api
                        .patch(cus, object("name", "X", "status", "DISABLED"))
                        .outcome())
                .isEqualTo("409 MEMBER_ELSEWHERE");
        assertThat(demo.api.get(cus).json().path("status").asString()).isEqualTo("ACTIVE");
        assertThat(demo.api.patch(cus, object("status", "DISABLED")).outcome()).isEqualTo("200");
    }

    @ParameterizedTest
    @EnumSource(
            value = MembershipStatus.class,
            names = {"INVITED", "DISMISSED"})
    void somebodyWhoHasNotJoinedThenIsNotMadeActiveByOthersButMayBeTakenOut(MembershipStatus status) {
        String path = "/users/" + demo.person("ivy", SystemRole.MEMBER, status);
        assertThat(demo.api.patch(path, object("status", "ACTIVE")).outcome()).isEqualTo("409 NOT_JOINED");
        assertThat(demo.api.patch(path, object("status", "DISABLED")).outcome()).isEqualTo("409 NOT_JOINED");
        assertThat(demo.api.delete(path).outcome()).isEqualTo("204");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'ssoRequired':true}|409",
                "{'mfaRequired':true,'name':'X'}|409",
                "{'ssoRequired':null}|422",
                "{'status':null}|422",
                "{'status':'INVITED'}|422",
                "{'status':'GONE'}|422",
                "{'name':''}|422",
                "{'name':'a\\u0000'}|422",
                "{'name':'a\\u2066b'}|422",
                "{'name':null}|422",
                "{'status':1}|400",
                "{'ssoRequired':'true'}|400",
                "{'email':'x@example.com'}|400",
                "{'roleId':'x'}|400"
            })
    void bodyThatIsWrongThenRefusedAndNothingChanges(String body, int status) {
        String before = demo.api.get(cus).text();
        Answer answer = demo.api.patch(cus, body.replace('\'', '"'));
        assertThat(answer.status()).isEqualTo(status);
        if (status == 409) {
            assertThat(answer.outcome()).isEqualTo("409 FACTOR_NOT_AVAILABLE");
        }
        assertThat(demo.api.get(cus).text()).isEqualTo(before);
    }

    @Test
    void personOfAnotherAccountThenThereIsNoSuchThing() {
        AccountFixture other = new AccountFixture();
        for (String id : List.of(other.cus.toString(), UUID.randomUUID().toString(), "x")) {
            assertThat(demo.api
                            .patch("/users/" + id, object("status", "DISABLED"))
                            .outcome())
                    .isEqualTo("404 NOT_FOUND");
            assertThat(demo.api.delete("/users/" + id).outcome()).isEqualTo("404 NOT_FOUND");
        }
        assertThat(other.api.get("/users/" + other.cus).json().path("status").asString())
                .isEqualTo("ACTIVE");
    }

    private static long passwordVersion(UUID person) {
        return AccountFixture.jdbc()
                .sql("select password_version from person where id = :id")
                .param("id", person)
                .query(Long.class)
                .single();
    }

    @Test
    void disabledThenTheirSessionsAndLinksDoNotComeBackUnlessTheyAreActiveElsewhere() {
        long before = passwordVersion(demo.cus);
        demo.api.patch(cus, object("name", "Cus Tomer"));
        assertThat(passwordVersion(demo.cus)).isEqualTo(before);
        demo.api.patch(cus, object("status", "DISABLED"));
        assertThat(passwordVersion(demo.cus)).isEqualTo(before + 1);
        demo.api.patch(cus, object("status", "ACTIVE"));
        assertThat(passwordVersion(demo.cus)).isEqualTo(before + 1);

        AccountFixture other = new AccountFixture();
        AdminApi.bean(MembershipRepository.class)
                .save(MembershipRow.create(
                        UUID.randomUUID(), other.id, demo.cus, other.roles.get(SystemRole.MEMBER), Instant.now()));
        demo.api.patch(cus, object("status", "DISABLED"));
        assertThat(passwordVersion(demo.cus)).isEqualTo(before + 1);
        other.api.patch(cus, object("status", "DISABLED"));
        assertThat(passwordVersion(demo.cus)).isEqualTo(before + 2);
    }

    @Test
    void enabledThenOnlyByWhoCouldGiveThatRoleAndThoseLevels() {
        InvitationFixture account = new InvitationFixture();
        AccountFixture people = account.demo;
        AdminApi pam = people.as(account.holder("pam", "MCP_CONNECT PEOPLE_MANAGE", "NONE"));
        UUID orders = account.integration("Orders");
        account.level(people.carl, orders, dev.gatehouse.policy.account.IntegrationLevel.MONITOR);
        for (UUID more : List.of(people.ada, people.mel, people.carl)) {
            String path = "/users/" + more;
            assertThat(pam.patch(path, object("status", "DISABLED")).outcome()).isEqualTo("200");
            assertThat(pam.patch(path, object("status", "ACTIVE")).outcome()).isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
            assertThat(pam.patch(path, object("status", "DISABLED", "mayEditRetryData", true))
                            .outcome())
                    .as("all else")
                    .isEqualTo("200");
        }
        AdminApi olga = people.as(people.olga);
        UUID server = UUID.fromString(olga.post(
                        "/servers",
                        object("name", "S", "slug", "s-" + people.mark, "upstreamUrl", "http://localhost:8090/s"))
                .json()
                .path("id")
                .asString());
        olga.post("/servers/" + server + "/users", object("userIds", List.of(people.cus)));
        String path = "/users/" + people.cus;
        pam.patch(path, object("status", "DISABLED"));
        assertThat(pam.patch(path, object("status", "ACTIVE")).outcome())
                .as("grants have waited")
                .isEqualTo("200");
        account.account("manage_people_may_exceed_actor", true);
        assertThat(pam.patch("/users/" + people.ada, object("status", "ACTIVE")).outcome())
                .isEqualTo("200");
    }
}
