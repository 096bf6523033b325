package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who may connect to what, page by page and as CSV. */
class AccessReportTests {

    private final AccountFixture demo = new AccountFixture();
    private final TeamRows rows = new TeamRows(demo);
    private final UUID notes = demo.server("notes");
    private final UUID files = demo.server("files");
    private final UUID mail = demo.server("mail");

    /** olga and ada: all three by role; mel: all by grant; cus: notes by grant, files by two bundles; carl: nothing. */
    @BeforeEach
    void fill() {
        demo.access(demo.mel, object("mode", "ALL"));
        demo.api.post(
                "/servers/" + notes + "/users", object("userIds", List.of(demo.cus), "scopes", List.of("mcp:read")));
        UUID team = rows.team(demo.cus);
        for (String name : List.of("beta", "alpha")) {
            UUID bundle = rows.bundle(name, team, rows.team(demo.cus));
            rows.carry(bundle, files);
            rows.carry(bundle, notes);
        }
        UUID closed = rows.bundle("closed", team);
        rows.carry(closed, mail);
        rows.disable("bundle", closed);
        UUID dis = demo.person("dis", SystemRole.ADMIN, MembershipStatus.DISABLED);
        rows.team(dis);
    }

    private List<String> lines(String query) {
        List<String> lines = new ArrayList<>();
        for (JsonNode item : demo.api.get("/access-report" + query).json().get("items")) {
            List<String> bundles = new ArrayList<>();
            item.get("bundles")
                    .forEach(bundle -> bundles.add(bundle.get("slug").asString().replace("-" + demo.mark, "")));
            lines.add(item.at("/user/name").asString() + " "
                    + item.at("/server/name").asString() + " "
                    + item.get("basis").asString() + " "
                    + item.get("scopes").size() + (bundles.isEmpty() ? "" : " " + bundles));
        }
        return lines;
    }

    private static final String[] EVERYTHING = {
        "olga notes ROLE 2", "olga files ROLE 2", "olga mail ROLE 2",
        "ada notes ROLE 2", "ada files ROLE 2", "ada mail ROLE 2",
        "mel notes ALL_GRANT 2", "mel files ALL_GRANT 2", "mel mail ALL_GRANT 2",
        "cus notes SERVER_GRANT 1", "cus files TEAM 2 [alpha, beta]"
    };

    @Test
    void reportThenOneRowForEachPersonAndServerWithTheFirstBasisThatHolds() {
        assertThat(lines("")).containsExactlyInAnyOrder(EVERYTHING);
        assertThat(demo.api.get("/access-report").json().get("externalServers").asInt())
                .isZero();
    }

    @Test
    void reportThenIsWhatTheDecisionSays() {
        for (JsonNode item : demo.api.get("/access-report").json().get("items")) {
            JsonNode bundle = item.get("bundles").path(0).path("id");
            JsonNode decision = demo.api
                    .post(
                            "/decisions",
                            object(
                                    "userId",
                                    item.at("/user/id").asString(),
                                    "serverId",
                                    item.at("/server/id").asString(),
                                    "bundleId",
                                    bundle.isMissingNode() ? null : bundle.asString(),
                                    "action",
                                    "AUTHORIZE"))
                    .json();
            assertThat(decision.get("basis")).isEqualTo(item.get("basis"));
            assertThat(decision.get("scopes")).isEqualTo(item.get("scopes"));
        }
    }

    @Test
    void reportWhenPagedThenEveryRowOnceWhateverTheSizeOfAPage() {
        List<String> whole = lines("");
        for (int limit = 1; limit <= EVERYTHING.length + 1; limit++) {
            List<String> paged = new ArrayList<>();
            String cursor = "";
            int pages = 0;
            do {
                String query = "?limit=" + limit + cursor;
                paged.addAll(lines(query));
                JsonNode next = demo.api.get("/access-report" + query).json().get("next");
                cursor = next.isNull() ? null : "&cursor=" + next.asString();
                pages++;
            } while (cursor != null);
            assertThat(paged).as("pages of " + limit).isEqualTo(whole);
            assertThat(pages).isEqualTo((EVERYTHING.length + limit - 1) / limit);
        }
    }

    @Test
    void reportWhenFilteredThenOnlyThose() {
        assertThat(lines("?userId=" + demo.cus))
                .containsExactlyInAnyOrder("cus notes SERVER_GRANT 1", "cus files TEAM 2 [alpha, beta]");
        assertThat(lines("?serverId=" + files))
                .containsExactlyInAnyOrder(
                        "olga files ROLE 2",
                        "ada files ROLE 2",
                        "mel files ALL_GRANT 2",
                        "cus files TEAM 2 [alpha, beta]");
        assertThat(lines("?userId=" + demo.cus + "&serverId=" + notes + "&basis=SERVER_GRANT"))
                .containsExactly("cus notes SERVER_GRANT 1");
        assertThat(lines("?basis=TEAM")).containsExactly("cus files TEAM 2 [alpha, beta]");
        assertThat(lines("?basis=SERVER_GRANT")).containsExactly("cus notes SERVER_GRANT 1");
        assertThat(lines("?basis=ALL_GRANT")).hasSize(3).allMatch(line -> line.startsWith("mel "));
        assertThat(lines("?basis=ROLE")).hasSize(6);
        assertThat(lines("?userId=" + demo.carl)).isEmpty();
        for (String none : List.of("userId=" + UUID.randomUUID(), "serverId=" + UUID.randomUUID(), "userId=x")) {
            assertThat(demo.api.get("/access-report?" + none).outcome()).isEqualTo("404 NOT_FOUND");
        }
        AccountFixture other = new AccountFixture();
        assertThat(demo.api.get("/access-report?userId=" + other.cus).outcome()).isEqualTo("404 NOT_FOUND");
        for (String bad : List.of("basis=x", "basis=NONE", "limit=0", "cursor=x", "cursor=AAAA")) {
            assertThat(demo.api.get("/access-report?" + bad).outcome()).isEqualTo("422 INVALID_VALUE");
        }
    }

    @Test
    void reportWhenAParameterIsUnknownOrThereTwiceThenRefused() {
        for (String bad : List.of(
                "userid=" + demo.cus,
                "userId=" + demo.cus + "&userId=" + demo.carl,
                "basis=ROLE&basis=ROLE",
                "limit=1&limit=2",
                "x=")) {
            assertThat(demo.api.get("/access-report?" + bad).outcome()).as(bad).isEqualTo("400 MALFORMED_REQUEST");
            assertThat(demo.api
                            .header("Accept", "text/csv")
                            .get("/access-report?" + bad)
                            .outcome())
                    .as(bad)
                    .isEqualTo("400 MALFORMED_REQUEST");
        }
    }

    @Test
    void reportWhenSourcesAreOffOrTheRoleMayNotConnectThenTheyGiveNoRow() {
        demo.switchTo(mail, demo.provider());
        assertThat(lines("")).hasSize(8).noneMatch(line -> line.contains(" mail "));
        assertThat(demo.api.get("/access-report").json().get("externalServers").asInt())
                .isEqualTo(1);
        assertThat(lines("?serverId=" + mail)).isEmpty();
        rows.account("direct_grants", "false");
        assertThat(lines(""))
                .hasSize(6)
                .contains("cus notes TEAM 2 [alpha, beta]", "cus files TEAM 2 [alpha, beta]")
                .noneMatch(line -> line.contains("GRANT"));
        AccountFixture.jdbc()
                .sql("update account_role set capabilities = '' where account_id = :account")
                .param("account", demo.id)
                .update();
        assertThat(lines("")).hasSize(4).allMatch(line -> line.contains(" ROLE ")); // locked roles have all the same
    }

    @Test
    void reportAsCsvThenIsWholeAndNoCellIsAFormula() {
        AccountFixture.jdbc()
                .sql("update person set name = :name where id = :id")
                .param("name", "=HYPERLINK(\"http://evil.example\",\"a, b\")")
                .param("id", demo.cus)
                .update();

        Answer csv = demo.api.header("Accept", "text/csv").get("/access-report");

        assertThat(csv.outcome()).isEqualTo("200");
        assertThat(csv.header("Content-Type")).isEqualTo("text/csv;header=present;charset=UTF-8");
        List<String> lines = Arrays.asList(csv.text().split("\r\n"));
        assertThat(lines).hasSize(1 + EVERYTHING.length);
        assertThat(lines.get(0))
                .isEqualTo("userId,userName,userEmail,role,serverId,serverName,serverSlug,basis,scopes,bundles");
        assertThat(csv.text()).endsWith("\r\n").doesNotContain(",=");
        assertThat(lines)
                .contains(demo.cus + ",\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"a, b\"\")\",cus@" + demo.mark
                        + ".example,Custom," + files + ",files,files-" + demo.mark
                        + ",TEAM,mcp:read mcp:write,alpha-" + demo.mark + " beta-" + demo.mark);
        assertThat(new LinkedHashSet<>(lines)).hasSameSizeAs(lines);

        assertThat(demo.api
                        .header("Accept", "text/csv")
                        .get("/access-report?basis=TEAM")
                        .text()
                        .split("\r\n"))
                .hasSize(2);
        assertThat(demo.api
                        .header("Accept", "text/csv")
                        .get("/access-report?limit=1")
                        .outcome())
                .isEqualTo("422 INVALID_VALUE");
        for (String json : List.of("*/*", "text/csv;q=0.1, application/json")) {
            assertThat(demo.api.header("Accept", json).get("/access-report").header("Content-Type"))
                    .as(json)
                    .startsWith("application/json");
        }
    }

    @Test
    void cellWhenASpreadsheetWouldTakeItForAFormulaThenIsText() {
        for (String bad : List.of("=1", "+1", "-1", "@x", "\tx", "\rx")) {
            assertThat(AccessReportCsv.cell(bad).replace("\"", "")).startsWith("'");
        }
        assertThat(AccessReportCsv.cell("a\nb")).isEqualTo("\"a\nb\"");
        assertThat(AccessReportCsv.cell("a-b=c")).isEqualTo("a-b=c");
        assertThat(AccessReportCsv.cell("")).isEmpty();
    }
}
