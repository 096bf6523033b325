package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.audit.AuditSeals;
import dev.gatehouse.db.key.KeyRepository;
import dev.gatehouse.db.key.StoredKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.ConcurrencyFailureException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /audit-events} and {@code /audit-checkpoints}. */
class AuditEventsTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String EVENTS = "/audit-events";
    private static final String CHECKPOINTS = "/audit-checkpoints";

    private final AccountFixture demo = new AccountFixture();
    private final AdminApi lines = demo.api.header("Accept", "application/x-ndjson");

    private void append(String subject) {
        append(AuditEvent.of(demo.id, "system", AuditAction.SERVER_CHANGED, subject, null, null));
    }

    private static void append(AuditEvent event) {
        AdminApi.bean(AuditLog.class).append(event);
    }

    private static void seal() {
        AuditSeals seals = AdminApi.bean(AuditSeals.class);
        while (seals.due(Duration.ZERO)) {
            try {
                seals.seal(500);
                seals.checkpoint(Duration.ZERO, checkpoint -> "jws-" + checkpoint.number());
            } catch (ConcurrencyFailureException e) {
                // another test of this program seals, too
            }
        }
    }

    private static List<JsonNode> lines(AdminApi.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
        return answer.text().lines().map(JSON::readTree).toList();
    }

    @Test
    void listThenNewestFirstWithWhatWasDoneAndItsSeal() {
        UUID server = demo.server("notes");
        AdminApi.Answer unsealed = demo.api.get(EVENTS);
        assertThat(unsealed.json().at("/items/0/seq").isNull()).isTrue();
        assertThat(unsealed.json().at("/items/0/hash").isNull()).isTrue();
        seal();

        JsonNode event = demo.api.get(EVENTS).json().at("/items/0");

        assertThat(event.propertyNames())
                .containsExactly(
                        "id",
                        "seq",
                        "at",
                        "actor",
                        "action",
                        "subject",
                        "serverId",
                        "reason",
                        "before",
                        "after",
                        "correlationId",
                        "hash");
        assertThat(event.path("action").asString()).isEqualTo("SERVER_CREATED");
        assertThat(event.path("actor").asString()).isEqualTo("user:" + demo.ada);
        assertThat(event.path("serverId").asString()).isEqualTo(server.toString());
        assertThat(event.at("/after/name").asString()).isEqualTo("notes");
        assertThat(event.path("before").isNull()).isTrue();
        assertThat(event.path("seq").asLong()).isEqualTo(1);
        assertThat(event.path("hash").asString()).matches("[0-9a-f]{64}");
        assertThat(Instant.parse(event.path("at").asString()))
                .isBefore(Instant.now().plusSeconds(60));
    }

    @Test
    void pagesWhileOthersAppendThenEachRowOnce() {
        for (int i = 0; i < 7; i++) {
            append("row " + i);
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        while (next != null) {
            AdminApi.Answer page = demo.api.get(EVENTS + "?limit=3" + next);
            seen.addAll(page.items("subject"));
            append("later");
            JsonNode cursor = page.json().path("next");
            next = cursor.isNull() ? null : "&cursor=" + cursor.asString();
        }
        assertThat(seen).containsExactly("row 6", "row 5", "row 4", "row 3", "row 2", "row 1", "row 0");
    }

    @Test
    void filtersThenOnlyWhatTheyName() {
        UUID server = UUID.randomUUID();
        append(AuditEvent.of(demo.id, "user:a", AuditAction.SIGNED_IN, "one", server, null));
        append(AuditEvent.of(demo.id, "user:b", AuditAction.CODE_REDEEMED, "two", null, null));

        assertThat(demo.api.get(EVENTS + "?actor=user:a").items("subject")).containsExactly("one");
        assertThat(demo.api.get(EVENTS + "?action=CODE_REDEEMED").items("subject"))
                .containsExactly("two");
        assertThat(demo.api.get(EVENTS + "?subject=two").items("subject")).containsExactly("two");
        assertThat(demo.api.get(EVENTS + "?server=" + server).items("subject")).containsExactly("one");
        assertThat(demo.api
                        .get(EVENTS + "?from=2020-01-01T00:00:00Z&to=2020-01-02T01:00:00%2B01:00")
                        .items("subject"))
                .isEmpty();
        assertThat(demo.api.get(EVENTS + "?from=2020-01-01T00:00:00Z").items("subject"))
                .containsExactly("two", "one");
        assertThat(demo.api.get(EVENTS + "?actor=user:a&action=CODE_REDEEMED").items("subject"))
                .isEmpty();
        assertThat(demo.api.get(EVENTS + "?server=" + UUID.randomUUID()).items("subject"))
                .isEmpty();
    }

    @Test
    void parametersThatAreWrongThenRefusedAndNothingIsWritten() {
        List<String> audited = demo.audited(() -> {
            for (String wrong : List.of(
                    "from=yesterday",
                    "to=2026-01-01",
                    "from=2026-01-01T00:00:00",
                    "to=-9999-01-01T00:00:00Z",
                    "from=%2B999999999-01-01T00:00:00Z",
                    "action=SOMETHING",
                    "action=",
                    "server=x",
                    "actor=",
                    "actor=%00",
                    "subject=" + "x".repeat(401),
                    "limit=0",
                    "limit=201",
                    "cursor=x",
                    "cursor=" + "A".repeat(32) + "A",
                    "cursor=_____________________________________" + "w")) {
                assertThat(demo.api.get(EVENTS + "?" + wrong).outcome())
                        .as(wrong)
                        .isEqualTo("422 INVALID_VALUE");
            }
            for (String wrong : List.of("colour=red", "actor=a&actor=b", "Actor=a")) {
                assertThat(demo.api.get(EVENTS + "?" + wrong).outcome())
                        .as(wrong)
                        .isEqualTo("400 MALFORMED_REQUEST");
                assertThat(demo.api.get(CHECKPOINTS + "?" + wrong).outcome()).isEqualTo("400 MALFORMED_REQUEST");
            }
            assertThat(lines.get(EVENTS + "?limit=5").outcome()).isEqualTo("400 MALFORMED_REQUEST");
            assertThat(lines.get(EVENTS + "?from=x").outcome()).isEqualTo("422 INVALID_VALUE");
        });
        assertThat(audited).isEmpty();
    }

    @Test
    void exportThenEverythingOldestFirstAndTheExportIsAnEventItself() {
        for (int i = 0; i < 1_203; i++) {
            append("row " + i);
        }
        List<JsonNode> exported = lines(lines.get(EVENTS));

        assertThat(exported).hasSize(1_203);
        assertThat(exported.get(0).path("subject").asString()).isEqualTo("row 0");
        assertThat(exported.get(1_202).path("subject").asString()).isEqualTo("row 1202");
        assertThat(exported.stream().map(line -> line.path("id").asString())).doesNotHaveDuplicates();
        JsonNode event = demo.api.get(EVENTS).json().at("/items/0");
        assertThat(event.path("action").asString()).isEqualTo("AUDIT_EXPORTED");
        assertThat(event.path("actor").asString()).isEqualTo("user:" + demo.ada);
        assertThat(event.path("after").isNull()).isTrue();

        List<JsonNode> filtered = lines(demo.api
                .header("Accept", "text/html;q=0.5, application/x-ndjson")
                .get(EVENTS + "?subject=row%207"));
        assertThat(filtered).hasSize(1);
        assertThat(demo.api.get(EVENTS).json().at("/items/0/after/subject").asString())
                .isEqualTo("row 7");
        assertThat(lines(lines.get(CHECKPOINTS))).isEmpty();
        assertThat(demo.api.get(EVENTS).json().at("/items/0/subject").asString())
                .isEqualTo("audit-checkpoints");
    }

    @Test
    void exportThenEachSealCanBeComputedFromItsLine() throws Exception {
        demo.server("notes");
        demo.grant(demo.server("vault"), demo.cus);
        append("\u202Emi\u0085rk\u2028 ~ 3:abc, \uD83D\uDE00");
        append(AuditEvent.of(demo.id, "s", AuditAction.SIGNED_IN, "cut", UUID.randomUUID(), "")
                .change("{\"a\":", "1.0"));
        seal();
        String before = "0".repeat(64);
        List<JsonNode> exported = new ArrayList<>(lines(lines.get(EVENTS)));
        exported.sort(java.util.Comparator.comparing(line -> line.path("seq").asLong()));
        for (JsonNode line : exported) {
            StringBuilder text = new StringBuilder(before);
            for (String field : List.of(
                    "id",
                    "accountId",
                    "at",
                    "actor",
                    "action",
                    "subject",
                    "serverId",
                    "reason",
                    "beforeText",
                    "afterText",
                    "correlationId")) {
                String value =
                        line.path(field).isNull() ? null : line.path(field).asString();
                text.append(value == null ? "~" : value.getBytes(StandardCharsets.UTF_8).length + ":" + value + ",");
            }
            before = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
            assertThat(line.path("hash").asString()).isEqualTo(before);
        }
        assertThat(exported).hasSize(5);
        assertThat(exported.get(4).path("before").asString()).isEqualTo("{\"a\":");
        assertThat(demo.api.get(CHECKPOINTS).json().at("/items/0/hash").asString())
                .isEqualTo(before);
    }

    @Test
    void whatDoesNotPrintThenEscapedInBothForms() {
        String nasty = "a\u0000b\u001b[2Jc\u007fd\u009be\u200ff\u202eg\u2066h\u2028i\u2029j\u061ck\n\u00e9\uD83D\uDE00";
        append(AuditEvent.of(demo.id, nasty, AuditAction.SIGNED_IN, nasty, null, null)
                .change(null, JSON.writeValueAsString(nasty)));
        for (AdminApi.Answer answer : List.of(demo.api.get(EVENTS), lines.get(EVENTS))) {
            assertThat(answer.text().strip()).matches("[\\x20-\\x7e]*");
            JsonNode event = JSON.readTree(answer.text());
            JsonNode item = event.has("items") ? event.at("/items/0") : event;
            assertThat(item.path("subject").asString()).isEqualTo(nasty.replace('\0', '\uFFFD'));
            assertThat(item.path("after").asString()).isEqualTo(nasty);
        }
    }

    @Test
    void callerWithoutTheCapabilityThenForbiddenAndOfAnotherAccountThenNothing() {
        append("mine");
        seal();
        AccountFixture other = new AccountFixture();
        String cursor = "";
        append("mine, too");
        cursor = demo.api.get(EVENTS + "?limit=1").json().path("next").asString();

        for (String path : List.of(EVENTS, CHECKPOINTS)) {
            assertThat(demo.as(demo.mel).get(path).outcome()).isEqualTo("403 CAPABILITY_MISSING");
            assertThat(demo.as(demo.mel)
                            .header("Accept", "application/x-ndjson")
                            .get(path)
                            .outcome())
                    .isEqualTo("403 CAPABILITY_MISSING");
            assertThat(other.api.get(path).text()).doesNotContain(demo.id.toString());
            assertThat(other.api.get(path).json().path("items")).isEmpty();
        }
        assertThat(other.api.get(EVENTS + "?cursor=" + cursor).json().path("items"))
                .isEmpty();
        assertThat(other.api
                        .header("Accept", "application/x-ndjson")
                        .get(EVENTS)
                        .text())
                .isEmpty();
    }

    @Test
    void changeOrDeletionOfTheLogThenThereIsNoSuchRoute() {
        append("mine");
        String id = demo.api.get(EVENTS).json().at("/items/0/id").asString();
        for (String path : List.of(EVENTS, CHECKPOINTS)) {
            for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
                assertThat(demo.as(demo.olga)
                                .send(method, path, AdminApi.object())
                                .status())
                        .isEqualTo(405);
                assertThat(demo.as(demo.olga)
                                .send(method, path + "/" + id, AdminApi.object())
                                .status())
                        .isEqualTo(404);
            }
        }
        assertThat(demo.audit()).containsExactly("SERVER_CHANGED");
    }

    @Test
    void checkpointsThenPagesInOrderWithTheKeys() throws JOSEException {
        String kid = "audit-" + UUID.randomUUID();
        KeyRepository keys = AdminApi.bean(KeyRepository.class);
        String publicKey = new ECKeyGenerator(Curve.P_256)
                .keyID(kid)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.ES256)
                .generate()
                .toPublicJWK()
                .toJSONString();
        keys.change(all -> {
            keys.insert(StoredKey.create(kid, StoredKey.Purpose.AUDIT, "ES256", publicKey, "wrapped", Instant.EPOCH));
            return all;
        });
        for (int i = 0; i < 3; i++) {
            append("row " + i);
            seal();
        }
        AdminApi.Answer first = demo.api.get(CHECKPOINTS + "?limit=2");
        assertThat(first.json().propertyNames()).containsExactly("items", "next", "keys");
        assertThat(first.items("number")).containsExactly("1", "2");
        assertThat(first.json().at("/items/1").propertyNames())
                .containsExactly("chain", "number", "seq", "rows", "hash", "at", "jws");
        assertThat(first.json().at("/items/1/jws").asString()).isEqualTo("jws-2");
        assertThat(first.json().path("keys").toString()).contains(kid).doesNotContain("wrapped");
        AdminApi.Answer last = demo.api.get(
                CHECKPOINTS + "?cursor=" + first.json().path("next").asString());
        assertThat(last.items("number")).containsExactly("3");
        assertThat(last.json().path("next").isNull()).isTrue();
        assertThat(demo.api.get(CHECKPOINTS + "?cursor=AA").outcome()).isEqualTo("422 INVALID_VALUE");

        List<JsonNode> exported = lines(lines.get(CHECKPOINTS));
        assertThat(exported.stream()
                        .filter(line -> line.has("key"))
                        .map(line -> line.at("/key/kid").asString()))
                .contains(kid);
        assertThat(exported.stream()
                        .filter(line -> line.has("jws"))
                        .map(line -> line.path("number").asLong()))
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void refusalsThenEachWritesOneRowAndBadInputNone() {
        UUID none = UUID.randomUUID();
        assertThat(demo.audited(() -> {
                    demo.api.get("/servers/" + none);
                    demo.api.delete("/servers/x");
                    demo.as(demo.mel).get("/servers");
                    demo.api.get("/servers?limit=x");
                    demo.api.post("/servers", "{");
                    AdminApi.anonymous().get("/servers");
                }))
                .containsExactlyInAnyOrder(
                        "ADMIN_REFUSED NOT_FOUND", "ADMIN_REFUSED NOT_FOUND", "ADMIN_REFUSED CAPABILITY_MISSING");
        assertThat(Collections.frequency(
                        demo.api.get(EVENTS + "?action=ADMIN_REFUSED").items("subject"), "GET /api/v1/servers/" + none))
                .isEqualTo(1);
    }
}
