package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IntegrationsTests {

    private final IntegrationFixture demo = new IntegrationFixture();
    private final AccountFixture account = demo.account;
    private final AdminApi api = demo.api;

    @Test
    void createWhenNamedThenIsThereAndAuditedOnce() {
        List<String> audited = account.audited(() -> {
            Answer created = api.post("/integrations", object("name", " Orders "));
            assertThat(created.outcome()).isEqualTo("201");
            UUID id = IntegrationFixture.id(created);
            assertThat(created.header("Location")).isEqualTo("/api/v1/integrations/" + id);
            assertThat(created.text())
                    .isEqualTo("{\"id\":\"" + id + "\",\"name\":\"Orders\",\"level\":\"MANAGE\",\"version\":1}");
            assertThat(api.get("/integrations/" + id).text()).isEqualTo(created.text());
            assertThat(api.get("/integrations").items("id")).containsExactly(id.toString());
            assertThat(api.get("/audit-events?subject=integration:" + id).items("action"))
                    .containsExactly("INTEGRATION_CREATED");
            assertThat(api.get("/audit-events?subject=" + id).items("action")).containsExactly("INTEGRATION_CREATED");
        });
        assertThat(audited).containsExactly("INTEGRATION_CREATED");
    }

    @Test
    void namesWhenTheyCannotBeOrAreTakenThenRefuseAndElsewhereAreFree() {
        demo.integration("Orders");
        assertThat(api.post("/integrations", object("name", "Orders")).outcome())
                .isEqualTo("409 NAME_TAKEN");
        assertThat(new IntegrationFixture().integration("Orders")).isNotNull();
        for (Object invalid : list(object(), object("name", null), object("name", " "), object("name", "a\u202eb"))) {
            assertThat(api.post("/integrations", invalid).outcome()).isEqualTo("422 INVALID_VALUE");
        }
    }

    @Test
    void seenThenOnlyWithALevelAndWithTheHigherOne() {
        UUID orders = demo.integration("Orders");
        UUID invoices = demo.integration("Invoices");
        demo.chosen(account.cus, orders, "MONITOR", invoices, "MANAGE");
        demo.chosen(demo.mo, orders, "MANAGE");
        demo.chosen(account.mel, orders, "MONITOR");

        assertThat(demo.seen(account.cus)).isEqualTo(Map.of("Orders", "MONITOR", "Invoices", "MANAGE"));
        assertThat(demo.seen(account.carl)).isEmpty();
        assertThat(demo.seen(demo.mo)).isEqualTo(Map.of("Orders", "MANAGE", "Invoices", "MONITOR"));
        assertThat(demo.seen(account.mel)).isEqualTo(Map.of("Orders", "MANAGE", "Invoices", "MANAGE"));
        for (UUID admin : List.of(account.ada, account.olga)) {
            assertThat(demo.seen(admin)).isEqualTo(Map.of("Orders", "MANAGE", "Invoices", "MANAGE"));
        }
        demo.chosen(account.cus, orders, "MONITOR");
        AdminApi cus = account.as(account.cus);
        assertThat(cus.get("/integrations/" + orders).outcome()).isEqualTo("200");
        assertThat(cus.get("/integrations/" + invoices).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(cus.get("/integrations/" + UUID.randomUUID()).outcome()).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void levelOfTheRoleThenCoversIntegrationsThatComeLaterAndChosenOnesDoNot() {
        UUID orders = demo.integration("Orders");
        demo.chosen(account.cus, orders, "MANAGE");
        demo.integration("Later");
        assertThat(demo.seen(demo.mo)).containsOnlyKeys("Orders", "Later");
        assertThat(demo.seen(account.mel)).containsOnlyKeys("Orders", "Later");
        assertThat(demo.seen(account.cus)).containsOnlyKeys("Orders");
    }

    @Test
    void createAndDeleteThenAreForThoseWhomTheMatrixLets() {
        UUID orders = demo.integration("Orders");
        UUID invoices = demo.integration("Invoices");
        demo.chosen(account.cus, orders, "MANAGE", invoices, "MONITOR");
        AdminApi cus = account.as(account.cus);
        AdminApi mo = account.as(demo.mo);

        List<String> refused = account.audited(() -> {
            for (AdminApi nobody : List.of(cus, mo, account.as(account.carl))) {
                assertThat(nobody.post("/integrations", object("name", "Mine")).outcome())
                        .isEqualTo("403 CAPABILITY_MISSING");
            }
            assertThat(mo.delete("/integrations/" + orders).outcome()).isEqualTo("403 CAPABILITY_MISSING");
            assertThat(cus.delete("/integrations/" + invoices).outcome()).isEqualTo("403 CAPABILITY_MISSING");
            assertThat(account.as(account.carl)
                            .delete("/integrations/" + orders)
                            .outcome())
                    .isEqualTo("404 NOT_FOUND");
        });
        assertThat(refused).hasSize(6).allMatch(row -> row.startsWith("ADMIN_REFUSED "));

        AdminApi mel = account.as(account.mel);
        assertThat(mel.post("/integrations", object("name", "Mels")).outcome()).isEqualTo("201");
        assertThat(cus.delete("/integrations/" + orders).outcome()).isEqualTo("204");
        assertThat(mel.delete("/integrations/" + invoices).outcome()).isEqualTo("204");
        assertThat(demo.seen(account.ada)).containsOnlyKeys("Mels");
    }

    @Test
    void deleteThenTakesEverybodysLevelOnItInOneChangeAndIsGone() {
        UUID orders = demo.integration("Orders");
        UUID stays = demo.integration("Stays");
        demo.chosen(account.cus, orders, "MANAGE", stays, "MONITOR");
        demo.chosen(account.carl, orders, "MONITOR");

        List<String> audited = account.audited(() -> {
            assertThat(api.header("If-Match", "7")
                            .delete("/integrations/" + orders)
                            .outcome())
                    .isEqualTo("409 STALE_VERSION");
            assertThat(api.header("If-Match", "1")
                            .delete("/integrations/" + orders)
                            .outcome())
                    .isEqualTo("204");
            assertThat(api.delete("/integrations/" + orders).outcome()).isEqualTo("404 NOT_FOUND");
        });

        assertThat(audited)
                .containsExactly("ADMIN_REFUSED STALE_VERSION", "INTEGRATION_DELETED", "ADMIN_REFUSED NOT_FOUND");
        assertThat(api.get("/audit-events?action=INTEGRATION_DELETED")
                        .json()
                        .at("/items/0/before/people")
                        .asInt())
                .isEqualTo(2);
        assertThat(demo.seen(account.cus)).isEqualTo(Map.of("Stays", "MONITOR"));
        assertThat(demo.seen(account.carl)).isEmpty();
        assertThat(demo.integration("Orders")).as("the name is free again").isNotEqualTo(orders);
        assertThat(demo.seen(account.carl))
                .as("and nobody has a level on the new one")
                .isEmpty();
    }

    @Test
    void integrationsWhenThereAreTooManyThenNoMore() {
        AccountFixture.jdbc()
                .sql("insert into integration (id, account_id, name, created_at, version)"
                        + " select random_uuid(), :account, 'I' || x, current_timestamp, 1 from system_range(1, 10000)")
                .param("account", account.id)
                .update();
        assertThat(api.post("/integrations", object("name", "One more")).outcome())
                .isEqualTo("409 LIMIT_REACHED");
        String any = api.get("/integrations?limit=1").items("id").get(0);
        assertThat(api.delete("/integrations/" + any).outcome()).isEqualTo("204");
        assertThat(api.post("/integrations", object("name", "One more")).outcome())
                .isEqualTo("201");
    }

    @Test
    void listWhenPagedThenEachIsThereOnce() {
        List<UUID> made = new ArrayList<>();
        List<Object> levels = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            UUID id = demo.integration("I" + i);
            made.add(id);
            levels.addAll(List.of(id, "MONITOR"));
        }
        demo.chosen(account.cus, levels.toArray());
        for (UUID viewer : List.of(account.cus, demo.mo)) {
            List<String> paged = new ArrayList<>();
            String next = "";
            do {
                Answer page = account.as(viewer).get("/integrations?limit=2" + next);
                assertThat(page.outcome()).isEqualTo("200");
                paged.addAll(page.items("id"));
                next = page.json().get("next").isNull()
                        ? null
                        : "&cursor=" + page.json().get("next").asString();
            } while (next != null);
            assertThat(paged)
                    .containsExactlyInAnyOrderElementsOf(
                            made.stream().map(UUID::toString).toList());
        }
    }
}
