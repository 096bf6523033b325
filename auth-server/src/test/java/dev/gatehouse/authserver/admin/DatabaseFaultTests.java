package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DatabaseFaultTests {

    private final AccountFixture demo = new AccountFixture();

    private static void rename(String from, String to) {
        AccountFixture.jdbc().sql("alter table " + from + " rename to " + to).update();
    }

    @Test
    void answerWhenTheDatabaseFailsThenSaysUnavailableAndNothingElse() {
        UUID server = demo.server("notes");
        for (String table : new String[] {"server_grant", "api_token", "audit_event"}) {
            rename(table, "hidden");
            try {
                Answer answer = table.equals("audit_event")
                        ? demo.api.delete("/servers/" + server + "/users/" + demo.ada)
                        : demo.api.get("/servers/" + server + "/users");
                assertThat(answer.outcome()).as(table).isEqualTo("503 UNAVAILABLE");
                assertThat(answer.json().has("detail")).isFalse();
                assertThat(answer.text()).doesNotContain("table").doesNotContain("SQL");
            } finally {
                rename("hidden", table);
            }
        }
        assertThat(demo.api.get("/servers/" + server + "/users").outcome()).isEqualTo("200");
    }

    @Test
    void changeWhenItCannotBeAuditedThenDoesNotHappen() {
        UUID server = demo.server("notes");
        rename("audit_event", "hidden");
        try {
            assertThat(demo.grant(server, demo.cus).outcome()).isEqualTo("503 UNAVAILABLE");
        } finally {
            rename("hidden", "audit_event");
        }
        assertThat(demo.api.get("/servers/" + server + "/users?basis=grant").items("userId"))
                .isEmpty();
    }
}
