package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.invitation.InvitationRepository;
import dev.gatehouse.db.invitation.InvitationRow;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Invitations: made, seen, sent again and taken back. */
class InvitationsTests {

    private final InvitationFixture account = new InvitationFixture();
    private final AccountFixture demo = account.demo;

    @BeforeEach
    void newcomersAreCustom() {
        account.defaultRole(SystemRole.CUSTOM_LEVEL);
    }

    private static List<String> results(Answer answer) {
        List<String> results = new ArrayList<>();
        answer.json()
                .path("items")
                .forEach(item -> results.add(item.path("email").asString() + " "
                        + item.path("result").asString()));
        return results;
    }

    @Test
    void inviteWhenSeveralThenEachAddressOnceFoldedInOrderWithAResult() {
        demo.person("dis", SystemRole.CUSTOM_LEVEL, MembershipStatus.DISABLED);
        account.invited("before");
        String emails = " Grace@" + demo.mark + ".Example , nobody," + account.address("grace") + ",,"
                + account.address("cus") + ", " + account.address("before") + "," + account.address("DIS");
        List<Answer> answers = new ArrayList<>();
        List<String> audited = demo.audited(() -> answers.add(demo.api.post("/invitations", object("emails", emails))));

        assertThat(results(answers.get(0)))
                .containsExactly(
                        account.address("grace") + " INVITED",
                        "nobody INVALID_ADDRESS",
                        account.address("cus") + " ALREADY_MEMBER",
                        account.address("before") + " ALREADY_INVITED",
                        account.address("dis") + " ALREADY_MEMBER");
        assertThat(audited).containsExactly("INVITATION_CREATED");
        assertThat(results(demo.api.post("/invitations", object("emails", list(account.address("x"), "y z")))))
                .containsExactly(account.address("x") + " INVITED", "y z INVALID_ADDRESS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@b.example",
                "a@",
                "a b@c.example",
                "a@b@c.example",
                ".a@b.example",
                "a..b@c.example",
                "a@-b.example",
                "a@b..example",
                "a@b.example\r\nBcc: x@y.example",
                "a@b.example\u0000",
                "\"a b\"@c.example",
                "a@[127.0.0.1]",
                "A <a@b.example>",
                "a@b.example;c@d.example",
                "\u212Aelvin@b.example",
                "\u00e4@b.example",
                "a\u202e@b.example"
            })
    void inviteWhenAnAddressIsNoneThenSaysSoAndNothingIsWritten(String address) {
        List<String> audited = demo.audited(() -> {
            Answer answer = demo.api.post("/invitations", object("emails", list(address)));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.items("result")).containsExactly("INVALID_ADDRESS");
        });
        assertThat(audited).isEmpty();
        assertThat(demo.api.get("/invitations").items("id")).isEmpty();
    }

    @Test
    void inviteWhenAddressesAreTooLongOrTooManyThenRefused() {
        String label = "x".repeat(63);
        String domain = String.join(".", label, label, "y".repeat(58), "z".repeat(2));
        Answer lengths = demo.api.post(
                "/invitations",
                object(
                        "emails",
                        list("a".repeat(64) + "@" + domain, "a".repeat(65) + "@b.example", "a@" + label + "x")));
        assertThat(lengths.items("result")).containsExactly("INVITED", "INVALID_ADDRESS", "INVALID_ADDRESS");
        assertThat(demo.api
                        .post("/invitations", object("emails", "a".repeat(64) + "@x" + domain))
                        .items("result"))
                .containsExactly("INVALID_ADDRESS");

        List<String> many =
                IntStream.range(0, 101).mapToObj(n -> account.address("p" + n)).toList();
        assertThat(demo.api.post("/invitations", object("emails", many)).outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api.post("/invitations", object("emails", list())).outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api
                        .post("/invitations", object("emails", list("", " ")))
                        .outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api.post("/invitations", object("emails", " , ,")).outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api.post("/invitations", object("emails", 7)).outcome()).isEqualTo("400 MALFORMED_REQUEST");
        assertThat(results(demo.api.post("/invitations", object("emails", String.join(",", many.subList(0, 100))))))
                .hasSize(100)
                .allMatch(result -> result.endsWith(" INVITED"));
    }

    @Test
    void inviteThenTheInvitationWaitsAndItsMailIsDue() {
        String id = account.invited("grace");
        JsonNode shown = account.get(id);

        assertThat(shown.path("email").asString()).isEqualTo(account.address("grace"));
        assertThat(shown.path("status").asString()).isEqualTo("PENDING");
        assertThat(shown.path("role").asString()).isEqualTo("Custom");
        assertThat(shown.path("invitedBy").asString()).isEqualTo(demo.ada.toString());
        assertThat(shown.path("delivery").asString()).isEqualTo("DUE");
        Instant made = Instant.parse(shown.path("createdAt").asString());
        assertThat(Instant.parse(shown.path("expiresAt").asString())).isEqualTo(made.plus(Duration.ofDays(7)));
        InvitationRow row = row(id);
        assertThat(row.mailDueAt()).isEqualTo(made);
        assertThat(row.tokenHash()).isNull();
        assertThat(demo.api
                        .get("/users/" + shown.path("userId").asString())
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("INVITED");
    }

    private InvitationRow row(String id) {
        return AdminApi.bean(InvitationRepository.class)
                .findByIdAndAccountId(UUID.fromString(id), demo.id)
                .orElseThrow();
    }

    @Test
    void listWhenFilteredThenByWhereTheyStandNow() {
        String pending = account.invited("a");
        String expired = account.invited("b");
        account.expire(expired);
        String dismissed = account.invited("c");
        account.dismiss(dismissed);
        String withdrawn = account.invited("d");
        demo.api.delete("/invitations/" + withdrawn);
        String accepted = account.invited("e");
        account.accept(accepted);

        assertThat(demo.api.get("/invitations").items("id"))
                .containsExactlyInAnyOrder(pending, expired, dismissed, withdrawn, accepted);
        assertThat(demo.api.get("/invitations?status=PENDING").items("id")).containsExactly(pending);
        assertThat(demo.api.get("/invitations?status=EXPIRED").items("id")).containsExactly(expired);
        assertThat(demo.api.get("/invitations?status=DISMISSED").items("id")).containsExactly(dismissed);
        assertThat(demo.api.get("/invitations?status=WITHDRAWN").items("id")).containsExactly(withdrawn);
        assertThat(demo.api.get("/invitations?status=ACCEPTED").items("status")).containsExactly("ACCEPTED");
        assertThat(demo.api.get("/invitations?limit=2").items("id")).hasSize(2);
        assertThat(demo.api.get("/invitations?status=pending").outcome()).isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api.get("/invitations?state=PENDING").outcome()).isEqualTo("400 MALFORMED_REQUEST");
    }

    @Test
    void inviteAgainWhenExpiredOrDeclinedThenReplacedByANewOne() {
        for (String how : List.of("expired", "declined")) {
            String old = account.invited(how, "teamIds", list(account.team(how)));
            UUID person = account.person(old);
            if (how.equals("expired")) {
                account.expire(old);
            } else {
                account.dismiss(old);
            }
            String fresh = account.invited(how, "roleId", demo.roles.get(SystemRole.MONITOR_ALL));

            assertThat(fresh).isNotEqualTo(old);
            assertThat(account.get(old).path("status").asString()).isEqualTo("WITHDRAWN");
            assertThat(account.get(old).path("userId").isNull()).isTrue();
            assertThat(account.get(fresh).path("role").asString()).isEqualTo("Monitor all");
            assertThat(account.person(fresh)).isEqualTo(person);
            assertThat(demo.api.post("/invitations/" + old + "/resend", null).outcome())
                    .isEqualTo("409 INVITATION_CLOSED");
            assertThat(demo.api.get("/teams").json().toString()).doesNotContain("\"members\":1");
        }
    }

    @Test
    void resendThenANewTermAndANewLinkAndOnceAMinute() {
        String id = account.invited("grace");
        assertThat(demo.api.post("/invitations/" + id + "/resend", null).outcome())
                .as("once at once")
                .isEqualTo("200");
        assertThat(demo.api.post("/invitations/" + id + "/resend", null).outcome())
                .isEqualTo("409 LIMIT_REACHED");
        account.expire(id);
        assertThat(account.get(id).path("status").asString()).isEqualTo("EXPIRED");
        InvitationFixture.sql("update invitation set token_hash = :hash, mail_state = 'FAILED', mail_error = 'x',"
                        + " mail_attempts = 5, mail_due_at = null where id = :id")
                .param("hash", UUID.randomUUID().toString())
                .param("id", UUID.fromString(id))
                .update();
        long version = account.get(id).path("version").asLong();
        AdminApi owner = demo.as(demo.olga);
        List<String> audited = demo.audited(() -> {
            assertThat(owner.post("/invitations/" + id + "/resend", object("version", version + 1))
                            .outcome())
                    .isEqualTo("409 STALE_VERSION");
            Answer again = owner.header("If-Match", "\"" + version + "\"").post("/invitations/" + id + "/resend", null);
            assertThat(again.status()).as(again.text()).isEqualTo(200);
            assertThat(again.json().path("status").asString()).isEqualTo("PENDING");
        });

        assertThat(audited).containsExactly("ADMIN_REFUSED STALE_VERSION", "INVITATION_RESENT");
        InvitationRow row = row(id);
        assertThat(row.invitedBy()).isEqualTo(demo.olga);
        assertThat(row.tokenHash()).isNull();
        assertThat(row.mailAttempts()).isZero();
        assertThat(row.mailDueAt()).isNotNull();
        assertThat(row.expiresAt()).isAfter(Instant.now().plus(Duration.ofDays(6)));
    }

    @Test
    void resendWhenDeclinedThenTheyAreInvitedAgain() {
        String id = account.invited("grace");
        account.dismiss(id);
        demo.age(id, Duration.ofMinutes(2));
        assertThat(demo.api.post("/invitations/" + id + "/resend", null).status())
                .isEqualTo(200);
        assertThat(demo.api
                        .get("/users/" + account.person(id))
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("INVITED");
        assertThat(account.get(id).path("resolvedAt").isNull()).isTrue();
    }

    @Test
    void withdrawThenNobodyIsInvitedAndToDoSoAgainChangesNothing() {
        String id = account.invited("grace");
        UUID person = account.person(id);
        List<String> audited = demo.audited(() -> {
            assertThat(demo.api
                            .header("If-Match", "\"77\"")
                            .delete("/invitations/" + id)
                            .outcome())
                    .isEqualTo("409 STALE_VERSION");
            assertThat(demo.api.delete("/invitations/" + id).status()).isEqualTo(204);
            assertThat(demo.api.delete("/invitations/" + id).status()).isEqualTo(204);
        });
        assertThat(audited).containsExactly("ADMIN_REFUSED STALE_VERSION", "INVITATION_WITHDRAWN");
        assertThat(demo.api.get("/users/" + person).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(AdminApi.bean(PersonRepository.class).findById(person)).isEmpty();
        assertThat(account.get(id).path("resolvedAt").isNull()).isFalse();

        String accepted = account.invited("linus");
        account.accept(accepted);
        assertThat(demo.api.delete("/invitations/" + accepted).outcome()).isEqualTo("409 INVITATION_CLOSED");
        assertThat(demo.api.post("/invitations/" + accepted + "/resend", null).outcome())
                .isEqualTo("409 INVITATION_CLOSED");
    }

    @Test
    void inviteWhenTheAccountHasAsManyAsItMayThenRefusedAsAWhole() {
        String one = account.invited("one");
        for (int n = 1; n < NewInvitations.MAX - 1; n++) {
            InvitationFixture.sql("insert into invitation (id, account_id, email, status, batch_id, invited_by,"
                            + " created_at, expires_at, mail_state, mail_attempts, version) select :new, account_id, email,"
                            + " status, batch_id, invited_by, created_at, expires_at, mail_state, mail_attempts, version"
                            + " from invitation where id = :one")
                    .param("new", UUID.randomUUID())
                    .param("one", UUID.fromString(one))
                    .update();
        }
        String two = account.address("x") + "," + account.address("y");
        assertThat(demo.api.post("/invitations", object("emails", two)).outcome())
                .isEqualTo("409 LIMIT_REACHED");
        assertThat(account.invite(demo.api, "x").items("result")).containsExactly("INVITED");
        assertThat(account.invite(demo.api, "y").outcome()).isEqualTo("409 LIMIT_REACHED");
        assertThat(account.invite(demo.api, "x").items("result")).containsExactly("ALREADY_INVITED");
    }

    @Test
    void inviteWhenTwiceAtOnceThenEachAddressOnceAndNoFault() throws Exception {
        AccountFixture other = new AccountFixture();
        InvitationFixture.sql("update account set default_role_id = :role where id = :id")
                .param("role", other.roles.get(SystemRole.CUSTOM_LEVEL))
                .param("id", other.id)
                .update();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 5; round++) {
                int r = round;
                List<String> emails = IntStream.range(0, 10)
                        .mapToObj(n -> account.address("r" + r + "n" + n))
                        .toList();
                List<Callable<Answer>> calls = List.of(
                        () -> demo.api.post("/invitations", object("emails", emails)),
                        () -> demo.api.post("/invitations", object("emails", backwards(emails))),
                        () -> other.api.post("/invitations", object("emails", emails)));
                List<String> results = new ArrayList<>();
                for (Future<Answer> call : threads.invokeAll(calls)) {
                    assertThat(call.get().status()).as(call.get().text()).isEqualTo(200);
                    results.addAll(call.get().items("result"));
                }
                assertThat(results).hasSize(30).filteredOn("INVITED"::equals).hasSize(20);
                assertThat(results).filteredOn("ALREADY_INVITED"::equals).hasSize(10);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> backwards(List<String> list) {
        List<String> backwards = new ArrayList<>(list);
        java.util.Collections.reverse(backwards);
        return backwards;
    }
}
