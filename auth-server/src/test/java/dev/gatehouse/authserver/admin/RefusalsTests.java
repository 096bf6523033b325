package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.refusal.RefusedDecisions;
import dev.gatehouse.db.refusal.ReportedRefusal;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What gateways refused: looked up by those who may explain decisions, in their account alone. */
class RefusalsTests {

    private static final int MANY = 1_000;

    private final AccountFixture demo = new AccountFixture();
    private final UUID server = demo.server("notes");

    /** A refusal of cus, a moment ago. */
    static UUID report(AccountFixture demo, UUID server) {
        return report(server, demo.cus, "INSUFFICIENT_SCOPE", Instant.now().minusSeconds(1));
    }

    private static UUID report(UUID server, UUID userId, String reason, Instant at) {
        ReportedRefusal refusal = new ReportedRefusal(
                UUID.randomUUID(),
                at,
                server,
                null,
                "BUILT_IN",
                userId,
                null,
                userId.toString(),
                "c_nobody",
                UUID.randomUUID().toString(),
                "POST",
                "tools/call",
                "TOOL",
                "delete\u202eeverything",
                reason,
                403,
                "mcp:read",
                "mcp:write mcp:read");
        assertThat(AdminApi.bean(RefusedDecisions.class).add(List.of(refusal), Instant.now(), MANY))
                .isEqualTo(1);
        return refusal.id();
    }

    private List<String> listed(String query) {
        return demo.api.get("/decisions" + query).items("id");
    }

    @Test
    void refusalThenFoundByItsIdWithThePersonAndASentence() {
        UUID id = report(demo, server);

        JsonNode found = demo.api.get("/decisions/" + id).json();

        assertThat(found.path("user").path("id").asString()).isEqualTo(demo.cus.toString());
        assertThat(found.path("server").path("id").asString()).isEqualTo(server.toString());
        assertThat(found.path("reason").asString()).isEqualTo("INSUFFICIENT_SCOPE");
        assertThat(found.path("explanation").asString()).contains("scopes");
        assertThat(found.path("featureName").asString()).isEqualTo("delete\u202eeverything");
        assertThat(found.path("scopes").toString()).isEqualTo("[\"mcp:read\"]");
        assertThat(found.path("needed").toString()).isEqualTo("[\"mcp:write\",\"mcp:read\"]");
        assertThat(demo.api.get("/decisions/" + id).text())
                .as("a terminal is not turned round")
                .doesNotContain("\u202e");
    }

    @Test
    void refusalOfAnotherAccountThenNotThere() {
        UUID id = report(demo, server);
        AccountFixture other = new AccountFixture();

        assertThat(other.api.get("/decisions/" + id).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(other.api.get("/decisions").items("id")).isEmpty();
        assertThat(demo.as(demo.cus).get("/decisions/" + id).outcome()).isEqualTo("403 CAPABILITY_MISSING");
        assertThat(demo.api.get("/decisions/" + UUID.randomUUID()).outcome()).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void lookingUpThenNoAuditEvent() {
        UUID id = report(demo, server);

        assertThat(demo.audited(() -> demo.api.get("/decisions/" + id))).isEmpty();
    }

    @Test
    void codeOfTheGatewayAloneThenASentenceForIt() {
        for (String code : List.of("HEADER_MISMATCH", "UPSTREAM_STATUS_301", "SOMETHING_NEWER")) {
            UUID id = report(server, demo.cus, code, Instant.now());

            assertThat(demo.api
                            .get("/decisions/" + id)
                            .json()
                            .path("explanation")
                            .asString())
                    .endsWith(".");
        }
    }

    @Test
    void listThenFilteredAndPagedByTimeDescending() {
        UUID mo = demo.person("mo", SystemRole.MEMBER);
        Instant noon = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.MICROS);
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String reason = i == 1 ? "FEATURE_BLOCKED" : "INSUFFICIENT_SCOPE";
            newestFirst.add(
                    0,
                    report(server, i == 0 ? mo : demo.cus, reason, noon.plusSeconds(i))
                            .toString());
        }

        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            AdminApi.Answer page = demo.api.get("/decisions?limit=2" + cursor);
            paged.addAll(page.items("id"));
            JsonNode next = page.json().path("next");
            cursor = next.isNull() ? "" : "&cursor=" + next.asString();
        } while (!cursor.isEmpty());

        assertThat(paged).isEqualTo(newestFirst);
        assertThat(listed("?user=" + mo)).containsExactly(newestFirst.get(4));
        assertThat(listed("?reason=FEATURE_BLOCKED")).containsExactly(newestFirst.get(3));
        assertThat(listed("?server=" + server + "&from=" + noon.plusSeconds(3))).isEqualTo(newestFirst.subList(0, 2));
        assertThat(listed("?to=" + noon.plusSeconds(1))).containsExactly(newestFirst.get(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server=x 422",
                "user=x 422",
                "reason=no-code 422",
                "from=yesterday 422",
                "to=1 422",
                "cursor=AAAA 422",
                "limit=0 422",
                "what=else 400"
            })
    void listWithABadFilterThenSaysSo(String queryAndStatus) {
        String[] parts = queryAndStatus.split(" ");

        assertThat(demo.api.get("/decisions?" + parts[0]).status()).isEqualTo(Integer.parseInt(parts[1]));
    }
}
