package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.SystemRole;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The settings of an account, and what follows from a change of them. */
class AccountSettingsTests {

    private final AccountFixture demo = new AccountFixture();

    private Answer patch(Object... namesAndValues) {
        return demo.api.patch("/account", object(namesAndValues));
    }

    private UUID team(UUID account) {
        UUID team = UUID.randomUUID();
        AccountFixture.jdbc()
                .sql("insert into team (id, account_id, name, enabled, created_at, version) values (:id, :account,"
                        + " 'T', true, current_timestamp, 0)")
                .param("id", team)
                .param("account", account)
                .update();
        return team;
    }

    @Test
    void getThenEverySettingAndAWholeAnswerSentBackChangesNothing() {
        JsonNode account = demo.api.get("/account").json();
        assertThat(account.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "licenseKind",
                        "reachPolicy",
                        "revocationMode",
                        "mfaForPasswordSignIn",
                        "nonAdminInvitations",
                        "nonAdminSupportAccess",
                        "workspaceCreation",
                        "managePeopleMayExceedActor",
                        "defaultRoleId",
                        "defaultTeamId",
                        "customRoleLimit",
                        "version");
        assertThat(account.path("id").asString()).isEqualTo(demo.id.toString());
        assertThat(account.path("reachPolicy").toString()).isEqualTo("{\"directGrants\":true,\"teamGrants\":true}");
        assertThat(demo.audited(() -> assertThat(
                                demo.api.patch("/account", account.toString()).json())
                        .isEqualTo(account)))
                .isEmpty();
    }

    @Test
    void changeThenOnlyWhatIsNamedAndOneAuditRow() {
        UUID team = team(demo.id);
        List<String> audited = demo.audited(() -> {
            Answer changed = patch(
                    "name",
                    "Acme",
                    "nonAdminInvitations",
                    true,
                    "defaultTeamId",
                    team,
                    "defaultRoleId",
                    demo.roles.get(SystemRole.MEMBER));
            assertThat(changed.outcome()).as(changed.text()).isEqualTo("200");
            assertThat(changed.json()).isEqualTo(demo.api.get("/account").json());
        });
        assertThat(audited).containsExactly("ACCOUNT_CHANGED");
        JsonNode account = demo.api.get("/account").json();
        assertThat(account.path("name").asString()).isEqualTo("Acme");
        assertThat(account.path("nonAdminInvitations").asBoolean()).isTrue();
        assertThat(account.path("nonAdminSupportAccess").asBoolean()).isFalse();
        assertThat(account.path("version").asLong()).isEqualTo(2);
        assertThat(patch("defaultTeamId", null).json().path("defaultTeamId").isNull())
                .isTrue();
        assertThat(patch("name", "Old", "version", 1).outcome()).isEqualTo("409 STALE_VERSION");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'reachPolicy':{'directGrants':false,'teamGrants':false}}|422",
                "{'reachPolicy':null}|422",
                "{'reachPolicy':{'directGrants':null}}|422",
                "{'reachPolicy':{'others':true}}|400",
                "{'reachPolicy':[]}|400",
                "{'revocationMode':'LATER'}|422",
                "{'revocationMode':null}|422",
                "{'mfaForPasswordSignIn':true}|409",
                "{'customRoleLimit':1000}|422",
                "{'customRoleLimit':'10'}|400",
                "{'customRoleLimit':1e400}|400",
                "{'licenseKind':'FREE'}|422",
                "{'id':'00000000-0000-0000-0000-000000000000'}|422",
                "{'ownerMembershipId':'x'}|400",
                "{'name':'a\\u0000b'}|422",
                "{'name':'\\u202egnik'}|422",
                "{'defaultRoleId':'x'}|422",
                "{'defaultRoleId':'00000000-0000-0000-0000-000000000000'}|404",
                "{'defaultTeamId':'00000000-0000-0000-0000-000000000000'}|404",
                "{'workspaceCreation':1}|400"
            })
    void bodyThatIsWrongThenRefusedAndNothingChanges(String body, int status) {
        String before = demo.api.get("/account").text();
        Answer answer = demo.api.patch("/account", body.replace('\'', '"'));
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        if (status == 409) {
            assertThat(answer.outcome()).isEqualTo("409 FACTOR_NOT_AVAILABLE");
        }
        assertThat(demo.api.get("/account").text()).isEqualTo(before);
    }

    @Test
    void roleOrTeamOfAnotherAccountThenThereIsNoSuchThing() {
        AccountFixture other = new AccountFixture();
        assertThat(patch("defaultRoleId", other.roles.get(SystemRole.MEMBER)).outcome())
                .isEqualTo("404 NOT_FOUND");
        assertThat(patch("defaultTeamId", team(other.id)).outcome()).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void defaultRoleThenNobodyNamesOneWithMoreThanTheyHaveNorTheOwners() {
        AdminApi administrator = demo.as(demo.person("adm", SystemRole.ADMINISTRATOR));
        assertThat(administrator
                        .patch("/account", object("defaultRoleId", demo.roles.get(SystemRole.ADMIN)))
                        .outcome())
                .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        assertThat(demo.as(demo.olga)
                        .patch("/account", object("defaultRoleId", demo.roles.get(SystemRole.OWNER)))
                        .outcome())
                .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        assertThat(patch("defaultRoleId", demo.roles.get(SystemRole.ADMIN)).outcome())
                .isEqualTo("200");
        assertThat(administrator
                        .patch("/account", object("name", "X", "defaultRoleId", demo.roles.get(SystemRole.ADMIN)))
                        .outcome())
                .as("what stays is handed out by nobody")
                .isEqualTo("200");
    }

    @Test
    void boundOnHandingOutThenOnlySomebodyWithEverythingLiftsIt() {
        AdminApi administrator = demo.as(demo.person("adm", SystemRole.ADMINISTRATOR));
        assertThat(administrator
                        .patch("/account", object("managePeopleMayExceedActor", true))
                        .outcome())
                .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        assertThat(patch("managePeopleMayExceedActor", true).outcome()).isEqualTo("200");
        assertThat(administrator
                        .patch("/account", object("managePeopleMayExceedActor", false))
                        .outcome())
                .isEqualTo("200");
    }

    @Test
    void directGrantsOffThenWhatRestedOnThemEndsAndComesBackForNewSignInsOnly() {
        UUID server = demo.server("everything");
        demo.grant(server, demo.cus);
        demo.access(demo.carl, object("mode", "ALL"));
        UUID byGrant = demo.authorization(demo.cus, server);
        UUID byAllGrant = demo.authorization(demo.carl, server);
        UUID byRole = demo.authorization(demo.ada, server);

        assertThat(patch("reachPolicy", object("directGrants", false)).outcome())
                .isEqualTo("200");

        assertThat(List.of(demo.fate(byGrant), demo.fate(byAllGrant))).containsOnly("REACH_LOST");
        assertThat(demo.fate(byRole)).isEqualTo("alive");
        assertThat(AccountFixture.feed(byGrant)).isEmpty();
        assertThat(demo.grant(server, demo.mel).outcome()).isEqualTo("409 DIRECT_GRANTS_OFF");
        assertThat(patch("reachPolicy", object("directGrants", true)).outcome()).isEqualTo("200");
        assertThat(demo.fate(byGrant)).isEqualTo("REACH_LOST");
    }

    @Test
    void teamGrantsOffThenWhatComesThroughABundleEnds() {
        UUID server = demo.server("everything");
        UUID bundle = UUID.randomUUID();
        UUID team = team(demo.id);
        for (String sql : List.of(
                "insert into bundle (id, account_id, name, slug, enabled, created_at, version) values ('" + bundle
                        + "', '" + demo.id + "', 'B', 'b-" + demo.mark + "', true, current_timestamp, 0)",
                "insert into bundle_team (bundle_id, team_id) values ('" + bundle + "', '" + team + "')",
                "insert into bundle_server (bundle_id, server_id, account_id, resource, enabled, feature_policy,"
                        + " created_at, version) values ('" + bundle + "', '" + server + "', '" + demo.id
                        + "', 'http://gw/mcp/" + demo.mark + "', true, '{}', current_timestamp, 0)",
                "insert into team_member (team_id, membership_id, source, added_at) values ('" + team + "', '"
                        + demo.membership(demo.cus) + "', 'MANUAL', current_timestamp)")) {
            AccountFixture.jdbc().sql(sql).update();
        }
        UUID family = demo.authorization(demo.cus, server);
        AccountFixture.jdbc()
                .sql("update oauth_authorization set bundle_id = :bundle where id = :id")
                .param("bundle", bundle)
                .param("id", family)
                .update();

        assertThat(patch("workspaceCreation", true).outcome()).isEqualTo("200");
        assertThat(demo.fate(family)).isEqualTo("alive");
        assertThat(patch("reachPolicy", object("teamGrants", false)).outcome()).isEqualTo("200");
        assertThat(demo.fate(family)).isEqualTo("REACH_LOST");
    }

    @Test
    void immediateThenWhatEndedWithinTheHourBitesWhereTheServerHasNoModeOfItsOwn() {
        UUID inherits = demo.server("inherits");
        UUID own = demo.server("own");
        demo.api.patch("/servers/" + own, object("revocationMode", "AT_EXPIRY"));
        demo.grant(inherits, demo.cus);
        demo.grant(own, demo.cus);
        UUID late = demo.authorization(demo.cus, inherits);
        UUID spared = demo.authorization(demo.cus, own);
        demo.access(demo.cus, object("mode", "SELECTED", "servers", List.of()));
        UUID alive = demo.authorization(demo.ada, inherits);
        int told = AccountFixture.feed(inherits).size();
        int toldOwn = AccountFixture.feed(own).size();

        assertThat(patch("revocationMode", "IMMEDIATE").outcome()).isEqualTo("200");

        assertThat(AccountFixture.feed(late)).containsExactly("AUTHORIZATION REACH_LOST");
        assertThat(AccountFixture.feed(spared)).isEmpty();
        assertThat(AccountFixture.feed(alive)).isEmpty();
        assertThat(demo.fate(alive)).isEqualTo("alive");
        assertThat(AccountFixture.feed(inherits)).hasSize(told + 1).endsWith("SERVER CHANGED");
        assertThat(AccountFixture.feed(own)).hasSize(toldOwn);
        assertThat(patch("revocationMode", "AT_EXPIRY").outcome()).isEqualTo("200");
        assertThat(AccountFixture.feed(inherits)).hasSize(told + 2);
        assertThat(AccountFixture.feed(late)).hasSize(1);
    }

    @Test
    void immediateTogetherWithLossOfReachThenEachIsToldOnce() {
        UUID server = demo.server("everything");
        demo.grant(server, demo.cus);
        UUID family = demo.authorization(demo.cus, server);
        assertThat(patch("revocationMode", "IMMEDIATE", "reachPolicy", object("directGrants", false))
                        .outcome())
                .isEqualTo("200");
        assertThat(demo.fate(family)).isEqualTo("REACH_LOST");
        assertThat(AccountFixture.feed(family)).containsExactly("AUTHORIZATION REACH_LOST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MEMBER", "MANAGE_ALL", "CUSTOM_LEVEL"})
    void accountWhenTheCallerHasNoAccountSettingsThenForbidden(SystemRole role) {
        AdminApi caller = demo.as(demo.person("one", role));
        assertThat(caller.get("/account").outcome()).isEqualTo("403 CAPABILITY_MISSING");
        assertThat(caller.patch("/account", object("name", "x")).outcome()).isEqualTo("403 CAPABILITY_MISSING");
    }
}
