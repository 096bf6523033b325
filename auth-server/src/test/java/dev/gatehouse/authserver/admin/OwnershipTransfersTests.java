package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static dev.gatehouse.authserver.admin.OwnershipFixture.TRANSFERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ownership handed over in two steps (R88, O10, O11, X8). */
class OwnershipTransfersTests {

    private final OwnershipFixture account = new OwnershipFixture();
    private final AccountFixture demo = account.demo;
    private final AdminApi olga = demo.as(demo.olga);

    private JsonNode state(String action, String column) {
        return JsonMapper.shared()
                .readTree(AccountFixture.jdbc()
                        .sql("select " + column + " from audit_event where account_id = :id and action = :action")
                        .param("id", demo.id)
                        .param("action", action)
                        .query(String.class)
                        .single());
    }

    @Test
    void offerThenNothingChangesUntilItIsAcceptedAndThenBothRolesMove() {
        List<String> offered = demo.audited(() -> account.offer(demo.mel));
        assertThat(offered).containsExactly("OWNERSHIP_OFFERED");
        assertThat(account.owner()).isEqualTo(demo.olga);
        String path = TRANSFERS + "/" + olga.get(TRANSFERS).items("id").get(0);
        JsonNode offer = olga.get(path).json();
        assertThat(offer.path("status").asString()).isEqualTo("REQUESTED");
        assertThat(offer.path("previousOwnerRoleId").asString())
                .isEqualTo(demo.roles.get(SystemRole.MANAGE_ALL).toString());
        assertThat(offer.path("resolvedAt").isNull()).isTrue();

        List<String> accepted =
                demo.audited(() -> assertThat(account.accept(demo.mel, path)).isEqualTo("200"));

        assertThat(accepted).containsExactly("OWNERSHIP_TRANSFERRED");
        assertThat(account.owner()).isEqualTo(demo.mel);
        assertThat(account.role(demo.mel)).isEqualTo("Owner");
        assertThat(account.role(demo.olga)).isEqualTo("Manage all");
        JsonNode closed = demo.as(demo.mel).get(path).json();
        assertThat(closed.path("status").asString()).isEqualTo("ACCEPTED");
        assertThat(closed.path("resolvedAt").isNull()).isFalse();
        assertThat(state("OWNERSHIP_TRANSFERRED", "before_state")
                        .path("ownerUserId")
                        .asString())
                .isEqualTo(demo.olga.toString());
        JsonNode after = state("OWNERSHIP_TRANSFERRED", "after_state");
        assertThat(after.path("ownerUserId").asString()).isEqualTo(demo.mel.toString());
        assertThat(after.path("otherRole").asString()).isEqualTo("Manage all");

        assertThat(olga.get("/users").outcome()).as("the previous owner").isEqualTo("403 CAPABILITY_MISSING");
        assertThat(olga.get("/me").json().path("isOwner").asBoolean()).isFalse();
        assertThat(olga.get(path).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.as(demo.mel).get("/users").outcome()).isEqualTo("200");
        account.offer(demo.mel, demo.olga, null);
    }

    @Test
    void acceptedThenWhatThePreviousOwnerReachedByRoleAloneEndsAndSleepingGrantsWake() {
        UUID granted = demo.server("granted");
        UUID other = demo.server("other");
        // a grant from before olga was the owner
        demo.grant(granted, demo.cus);
        AccountFixture.jdbc()
                .sql("update server_grant set membership_id = :olga where membership_id = :cus")
                .param("olga", demo.membership(demo.olga))
                .param("cus", demo.membership(demo.cus))
                .update();
        UUID kept = demo.authorization(demo.olga, granted);
        UUID lost = demo.authorization(demo.olga, other);
        UUID ofTheNext = demo.authorization(demo.ada, other);

        String path = account.offer(demo.ada);
        List<String> audited = demo.audited(() -> account.accept(demo.ada, path));

        assertThat(audited).containsExactlyInAnyOrder("OWNERSHIP_TRANSFERRED", "AUTHORIZATION_REVOKED REACH_LOST");
        assertThat(demo.fate(lost)).isEqualTo("REACH_LOST");
        assertThat(AccountFixture.feed(lost))
                .as("it lives to its expiry, as after any removal")
                .isEmpty();
        assertThat(demo.fate(kept)).isEqualTo("alive");
        assertThat(demo.fate(ofTheNext)).isEqualTo("alive");
        JsonNode access =
                demo.as(demo.ada).get("/users/" + demo.olga + "/mcp-access").json();
        assertThat(access.path("mode").asString()).isEqualTo("SELECTED");
        assertThat(access.path("servers")).hasSize(1);
    }

    @Test
    void roleOfThePreviousOwnerThenAsOfferedAndManageAllWhereItIsGone() {
        String admin = account.offer(demo.olga, demo.mel, demo.roles.get(SystemRole.ADMIN));
        account.accept(demo.mel, admin);
        assertThat(account.role(demo.olga)).isEqualTo("Admin");

        AdminApi mel = demo.as(demo.mel);
        String own = mel.post("/roles", object("name", "Emerita", "capabilities", List.of()))
                .json()
                .path("id")
                .asString();
        String back = account.offer(demo.mel, demo.olga, UUID.fromString(own));
        AccountFixture.jdbc()
                .sql("delete from account_role where id = :id")
                .param("id", UUID.fromString(own))
                .update();
        assertThat(account.accept(demo.olga, back)).isEqualTo("200");
        assertThat(account.role(demo.mel)).isEqualTo("Manage all");
        assertThat(account.owner()).isEqualTo(demo.olga);
    }

    @Test
    void adminThenNeitherOffersNorTakesBackNorAnswersAndSeesNothingOfIt() {
        String path = account.offer(demo.mel);
        UUID superAdmin = demo.person("sue", SystemRole.SUPER_ADMIN);
        for (UUID person : List.of(demo.ada, superAdmin)) {
            AdminApi admin = demo.as(person);
            assertThat(admin.post(TRANSFERS, object("toUserId", person)).outcome())
                    .isEqualTo("403 CAPABILITY_MISSING");
            assertThat(admin.delete(path).outcome()).isEqualTo("403 CAPABILITY_MISSING");
            assertThat(admin.get(TRANSFERS).items("id")).isEmpty();
            assertThat(admin.get(path).outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(account.accept(person, path)).isEqualTo("404 NOT_FOUND");
            assertThat(admin.post(path + "/decline", null).outcome()).isEqualTo("404 NOT_FOUND");
        }
        assertThat(account.accept(demo.olga, path))
                .as("who offers cannot accept")
                .isEqualTo("404 NOT_FOUND");
        assertThat(account.status(path)).isEqualTo("REQUESTED");
        assertThat(demo.as(demo.mel).get(TRANSFERS).items("id")).hasSize(1);
        assertThat(demo.as(demo.mel).get(path).outcome()).isEqualTo("200");
        assertThat(demo.as(demo.mel).delete(path).outcome()).isEqualTo("403 CAPABILITY_MISSING");
    }

    @Test
    void secondOfferThenRefusedUntilTheFirstIsAnsweredOrTakenBack() {
        String first = account.offer(demo.mel);
        assertThat(olga.post(TRANSFERS, object("toUserId", demo.cus)).outcome()).isEqualTo("409 TRANSFER_OPEN");
        assertThat(demo.audited(() -> olga.delete(first))).containsExactly("OWNERSHIP_OFFER_CANCELLED");
        assertThat(demo.audited(() -> assertThat(olga.delete(first).outcome()).isEqualTo("204")))
                .as("once more changes nothing")
                .isEmpty();
        assertThat(account.accept(demo.mel, first)).isEqualTo("409 TRANSFER_CLOSED");

        String second = account.offer(demo.mel);
        assertThat(demo.audited(() -> demo.as(demo.mel).post(second + "/decline", null)))
                .containsExactly("OWNERSHIP_DECLINED");
        assertThat(demo.as(demo.mel).post(second + "/decline", null).outcome()).isEqualTo("409 TRANSFER_CLOSED");
        assertThat(account.accept(demo.mel, second)).isEqualTo("409 TRANSFER_CLOSED");
        assertThat(olga.delete(second).outcome()).isEqualTo("409 TRANSFER_CLOSED");
        account.offer(demo.cus);
        assertThat(account.owner()).isEqualTo(demo.olga);
    }

    @ParameterizedTest
    @ValueSource(strings = {"accept", "decline", "cancel"})
    void versionThatIsStaleThenRefused(String what) {
        String path = account.offer(demo.mel);
        AdminApi caller = (what.equals("cancel") ? olga : demo.as(demo.mel)).header("If-Match", "\"7\"");
        Answer answer = what.equals("cancel") ? caller.delete(path) : caller.post(path + "/" + what, null);
        assertThat(answer.outcome()).isEqualTo("409 STALE_VERSION");
        assertThat(account.status(path)).isEqualTo("REQUESTED");
    }

    @ParameterizedTest
    @EnumSource(
            value = MembershipStatus.class,
            names = {"INVITED", "DISMISSED", "DISABLED"})
    void offerToSomebodyWhoIsNotActiveThenThereIsNoSuchPerson(MembershipStatus status) {
        UUID person = demo.person("p", SystemRole.MEMBER, status);
        assertThat(olga.post(TRANSFERS, object("toUserId", person)).outcome()).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void offerThatCannotBeThenRefused() {
        AccountFixture other = new AccountFixture();
        UUID member = demo.roles.get(SystemRole.MEMBER);
        for (UUID person : List.of(other.mel, UUID.randomUUID())) {
            assertThat(olga.post(TRANSFERS, object("toUserId", person)).outcome())
                    .isEqualTo("404 NOT_FOUND");
        }
        assertThat(olga.post(
                                TRANSFERS,
                                object("toUserId", demo.mel, "previousOwnerRoleId", other.roles.get(SystemRole.ADMIN)))
                        .outcome())
                .isEqualTo("404 NOT_FOUND");
        assertThat(olga.post(TRANSFERS, object("toUserId", demo.olga, "previousOwnerRoleId", member))
                        .outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(olga.post(
                                TRANSFERS,
                                object("toUserId", demo.mel, "previousOwnerRoleId", demo.roles.get(SystemRole.OWNER)))
                        .outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(olga.get(TRANSFERS).items("id")).isEmpty();
        assertThat(demo.audit()).doesNotContain("OWNERSHIP_OFFERED");
    }

    @ParameterizedTest
    @CsvSource({"disabled by an admin", "deleted by an admin", "disabled by themself", "deleted by themself"})
    void targetWhoIsDisabledOrLeavesThenTheOfferIsTakenBackInTheSameTransaction(String how) {
        UUID target = demo.person("tom", SystemRole.ADMIN);
        String path = account.offer(target);
        AdminApi by = how.endsWith("themself") ? demo.as(target) : demo.api;
        String user = "/users/" + target;
        List<String> audited = demo.audited(() -> {
            Answer answer = how.startsWith("deleted") ? by.delete(user) : by.patch(user, object("status", "DISABLED"));
            assertThat(answer.status()).isLessThan(300);
        });
        assertThat(audited)
                .contains("OWNERSHIP_OFFER_CANCELLED", how.startsWith("deleted") ? "USER_DELETED" : "USER_CHANGED");
        assertThat(account.status(path)).isEqualTo("CANCELLED");
        assertThat(demo.api
                        .patch("/users/" + demo.cus, object("status", "DISABLED"))
                        .outcome())
                .isEqualTo("200");
        if (how.startsWith("disabled")) {
            demo.api.patch(user, object("status", "ACTIVE"));
            assertThat(account.accept(target, path)).isEqualTo("409 TRANSFER_CLOSED");
        }
        assertThat(account.owner()).isEqualTo(demo.olga);
    }

    @Test
    void somebodyElseWhoIsDisabledThenTheOfferStays() {
        String path = account.offer(demo.mel);
        demo.api.patch("/users/" + demo.cus, object("status", "DISABLED"));
        assertThat(account.status(path)).isEqualTo("REQUESTED");
        assertThat(account.accept(demo.mel, path)).isEqualTo("200");
    }

    @Test
    void lastSuperAdminOfAnAccountOfTeamsThenOwnsItOnlyWhenSomebodyTakesTheirPlace() {
        UUID sue = demo.person("sue", SystemRole.SUPER_ADMIN);
        olga.patch("/account", object("reachPolicy", object("directGrants", false)));
        String path = account.offer(sue);
        assertThat(account.accept(sue, path)).isEqualTo("409 LAST_SUPER_ADMIN");
        assertThat(account.owner()).isEqualTo(demo.olga);
        assertThat(account.status(path)).isEqualTo("REQUESTED");
        olga.delete(path);

        String swap = account.offer(demo.olga, sue, demo.roles.get(SystemRole.SUPER_ADMIN));
        assertThat(account.accept(sue, swap)).isEqualTo("200");
        assertThat(account.role(demo.olga)).isEqualTo("Super admin");

        UUID second = demo.person("second", SystemRole.SUPER_ADMIN);
        assertThat(account.accept(second, account.offer(sue, second, null))).isEqualTo("200");
        assertThat(account.owner()).isEqualTo(second);
    }

    @Test
    void roleOfTheTargetChangedBetweenOfferAndAnswerThenTheOfferStands() {
        String path = account.offer(demo.mel);
        demo.api.put("/users/" + demo.mel + "/role", object("roleId", demo.roles.get(SystemRole.MEMBER)));
        assertThat(account.accept(demo.mel, path)).isEqualTo("200");
        assertThat(account.owner()).isEqualTo(demo.mel);
    }

    @Test
    void offersOfAnotherAccountThenThereIsNoSuchThing() {
        String path = account.offer(demo.mel);
        AccountFixture other = new AccountFixture();
        AdminApi stranger = other.as(other.olga);
        assertThat(stranger.get(path).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(stranger.delete(path).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(stranger.post(path + "/accept", null).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(stranger.get(TRANSFERS).items("id")).isEmpty();
        assertThat(account.status(path)).isEqualTo("REQUESTED");
    }

    @Test
    void resetLinkThatAnAdminMadeForTheNextOwnerThenDeadOnceTheyOwnTheAccount() {
        demo.api.post("/users/" + demo.mel + "/password-reset", null);
        account.accept(demo.mel, account.offer(demo.mel));
        var reset = new dev.gatehouse.db.password.ResetRow(
                demo.mel, demo.id, 0, java.time.Instant.now().plusSeconds(60), demo.ada);
        assertThat(AdminApi.bean(PasswordResets.class).stillGood(reset)).isFalse();
    }

    @Test
    void passwordOfTheNextOwnerWhileTheOfferWaitsThenOnlyTheOwnerMakesALinkForIt() {
        String reset = "/users/" + demo.mel + "/password-reset";
        assertThat(demo.api.post(reset, null).outcome()).isEqualTo("200");
        var before = new dev.gatehouse.db.password.ResetRow(
                demo.mel, demo.id, 0, java.time.Instant.now().plusSeconds(60), demo.ada);
        PasswordResets resets = AdminApi.bean(PasswordResets.class);
        assertThat(resets.stillGood(before)).isTrue();

        String path = account.offer(demo.mel);
        assertThat(demo.api.post(reset, null).outcome()).isEqualTo("403 TARGET_IS_OWNER");
        assertThat(resets.stillGood(before)).as("made before the offer").isFalse();
        assertThat(resets.use(before, () -> {
                    throw new AssertionError("the password is not to be set");
                }))
                .isFalse();
        assertThat(demo.api.post("/users/" + demo.cus + "/password-reset", null).outcome())
                .as("somebody else")
                .isEqualTo("200");
        assertThat(account.status(path)).isEqualTo("REQUESTED");
        assertThat(olga.post(reset, null).outcome()).isEqualTo("200");

        olga.delete(path);
        assertThat(demo.api.post(reset, null).outcome()).isEqualTo("200");
    }

    @Test
    void promisedRoleWhileTheOfferWaitsThenNotDeletedAndOnlyTheOwnerChangesWhatItGives() {
        String id = olga.post("/roles", object("name", "Emerita", "capabilities", List.of()))
                .json()
                .path("id")
                .asString();
        String role = "/roles/" + id;
        String path = account.offer(demo.olga, demo.mel, UUID.fromString(id));

        assertThat(demo.api.delete(role).outcome()).isEqualTo("409 ROLE_IN_USE");
        assertThat(olga.delete(role).outcome()).isEqualTo("409 ROLE_IN_USE");
        assertThat(demo.api
                        .patch(role, object("capabilities", List.of("MCP_CONNECT")))
                        .outcome())
                .isEqualTo("409 ROLE_IN_USE");
        assertThat(demo.api.patch(role, object("integrationLevel", "MONITOR")).outcome())
                .isEqualTo("409 ROLE_IN_USE");
        assertThat(demo.api.patch(role, object("name", "Elder")).outcome()).isEqualTo("200");
        assertThat(demo.api
                        .patch(
                                "/roles/" + demo.roles.get(SystemRole.MEMBER),
                                object("capabilities", List.of("MCP_CONNECT", "TOKENS_MANAGE")))
                        .outcome())
                .as("another role")
                .isEqualTo("200");
        assertThat(olga.patch(role, object("capabilities", List.of("MCP_CONNECT")))
                        .outcome())
                .isEqualTo("200");

        demo.as(demo.mel).post(path + "/decline", null);
        assertThat(demo.api.patch(role, object("capabilities", List.of())).outcome())
                .isEqualTo("200");
        assertThat(demo.api.delete(role).outcome()).isEqualTo("204");
    }
}
