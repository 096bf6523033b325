package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Finding in {@code /audit-events} what concerns somebody or something, by its id alone. */
class AuditFiltersTests {

    private static final String EVENTS = "/audit-events";

    private final AccountFixture demo = new AccountFixture();

    @Test
    void filterWhenABareIdThenFindsThePersonWhoDidItAndWhateverItWasDoneTo() {
        UUID server = demo.server("notes");
        demo.grant(server, demo.cus);
        UUID provider = demo.provider();

        assertThat(demo.api.get(EVENTS + "?actor=" + demo.ada).items("action"))
                .containsExactly("IDENTITY_PROVIDER_CREATED", "SERVER_ACCESS_GRANTED", "SERVER_CREATED");
        assertThat(demo.api.get(EVENTS + "?actor=" + demo.cus).items("action")).isEmpty();
        assertThat(demo.api
                        .get(EVENTS + "?subject=" + server.toString().toUpperCase(Locale.ROOT))
                        .items("subject"))
                .containsExactly("server:" + server);
        assertThat(demo.api.get(EVENTS + "?subject=" + demo.cus).items("subject"))
                .containsExactly("user:" + demo.cus);
        assertThat(demo.api.get(EVENTS + "?subject=" + provider).items("subject"))
                .containsExactly("identity-provider:" + provider);
        assertThat(demo.api.get(EVENTS + "?subject=" + UUID.randomUUID()).items("subject"))
                .isEmpty();
    }

    @Test
    void refusedWhenThePathNamesAServerOfTheAccountThenIsFoundByIt() {
        UUID server = demo.server("notes");
        UUID foreign = new AccountFixture().server("foreign");
        UUID bundle = UUID.randomUUID();
        demo.as(demo.cus).get("/servers/" + server);
        demo.api.delete("/servers/" + server + "/users/" + demo.olga);
        demo.api.delete("/bundles/" + bundle + "/servers/" + server);
        demo.api.get("/servers/" + foreign);
        demo.api.delete("/bundles/" + bundle + "/servers/" + foreign);
        demo.api.get("/bundles/" + server);

        assertThat(demo.api.get(EVENTS + "?action=ADMIN_REFUSED").items("reason"))
                .hasSize(6);
        assertThat(demo.api
                        .get(EVENTS + "?action=ADMIN_REFUSED&server=" + server)
                        .items("reason"))
                .containsExactly("NOT_FOUND", "TARGET_IS_ADMIN_NOT_REMOVABLE", "CAPABILITY_MISSING");
        assertThat(demo.api.get(EVENTS + "?server=" + foreign).items("reason")).isEmpty();
    }
}
